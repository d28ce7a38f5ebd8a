/** The words the sample is made of. Norwegian, and nobody in particular. */
export const firstNames = (
  'Anne Inger Kari Marit Ingrid Liv Eva Berit Astrid Bjørg Hilde Anna Solveig Marianne Randi Ida Nina Åse Gerd ' +
  'Silje Tone Hanne Elin Camilla Nora Emma Sofie Maja Sigrid Ragnhild Jan Per Bjørn Ole Lars Kjell Knut Arne Svein ' +
  'Thomas Hans Geir Tor Morten Terje Odd Erik Martin Andreas Harald Øyvind Håkon Pål Åge Jørgen Bård Sjur Torbjørn ' +
  'Ahmed Agnieszka Piotr Fatima Linh Tomasz Zara'
).split(' ');

export const lastNames = (
  'Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen Eriksen Berg ' +
  'Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Henriksen Lund Halvorsen Sørensen Jakobsen Moen ' +
  'Gundersen Iversen Strand Solberg Svendsen Eide Knutsen Martinsen Paulsen Bakken Kristoffersen Mathisen Lie ' +
  'Amundsen Nguyen Rasmussen Lunde Solheim Berge Moe Nygård Bakke Kristensen Fredriksen Holm Ødegård Håland Ås ' +
  'Sæther Brækhus Løken Grønvold Tveitå Åsen Kjær Kowalski Ali'
).split(' ');

export const jobTitles = (
  'Rådgiver,Seniorrådgiver,Regnskapsfører,Lønnsansvarlig,Prosjektleder,Utvikler,Selger,Kundekonsulent,Lærling,' +
  'Montør,Sjåfør,Driftsleder,Økonomileder,HR-rådgiver,Innkjøper,Lagerarbeider,Resepsjonist,Arkitekt,Ingeniør,' +
  'Fagarbeider'
).split(',');

export const contactTitles = 'Daglig leder,Innkjøpssjef,Økonomisjef,Prosjektleder,Kontaktperson,Styreleder'.split(',');

export const departmentNames = (
  'Administrasjon,Økonomi,Salg,Marked,Drift,Utvikling,Kundeservice,Lager,Innkjøp,Personal,Prosjekt,Verksted,Service,' +
  'Kvalitet,Rådgivning,Lønn,Forvaltning,Bygg,Anlegg,Transport'
).split(',');

export const trades = (
  'Rør,Bygg,Elektro,Regnskap,Transport,Eiendom,Mat,Sjømat,Bakeri,Maskin,Snekkeri,Data,Konsult,Renhold,Grafisk,' +
  'Tannhelse,Arkitekter,Optikk,Hage,Møbler'
).split(',');

export const companyForms = ['AS', 'AS', 'AS', 'ANS', 'SA', 'og Sønner AS'];

export const placeNames = (
  'Nordvik Fjordnes Sørli Østby Vestre Åsgård Bjørnstad Høyanger Lillevik Storhaug Grønli Kvernes Elvebakken Sandvik ' +
  'Furulund Granheim Haugland Myrvang Solvang Tindtun Skogheim Måløy Rørvik Ørsta Ærfugl Breivik Hellebekk Krokås'
).split(' ');

/** Postal codes with their places. */
export const places: readonly (readonly [string, string])[] = [
  ['0155', 'Oslo'],
  ['0463', 'Oslo'],
  ['1337', 'Sandvika'],
  ['1530', 'Moss'],
  ['2003', 'Lillestrøm'],
  ['2317', 'Hamar'],
  ['2609', 'Lillehammer'],
  ['3015', 'Drammen'],
  ['3110', 'Tønsberg'],
  ['3717', 'Skien'],
  ['4006', 'Stavanger'],
  ['4612', 'Kristiansand'],
  ['5003', 'Bergen'],
  ['5501', 'Haugesund'],
  ['6003', 'Ålesund'],
  ['6413', 'Molde'],
  ['7011', 'Trondheim'],
  ['7725', 'Steinkjer'],
  ['8006', 'Bodø'],
  ['8622', 'Mo i Rana'],
  ['9008', 'Tromsø'],
  ['9510', 'Alta'],
  ['9900', 'Kirkenes'],
];

export const streets = (
  'Storgata,Kirkegata,Skolegata,Åsveien,Fjordgata,Sjøgata,Bjørkeveien,Industriveien,Havnegata,Øvre Vei,Nedre Gate,' +
  'Torggata,Parkveien,Strandveien,Møllergata,Ringveien'
).split(',');
