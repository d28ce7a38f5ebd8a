import { connectorContract } from '@samsvar/connector/testing';
import { bench } from './testing/bench.js';

connectorContract(bench);
