/** How `docs/messages.html` looks, by day and by night. */
export const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 0 1rem 4rem; }
header { position: sticky; top: 0; background: Canvas; border-bottom: 1px solid var(--line); padding: .5rem 0; }
h1 { font-size: 1.3rem; margin: .3rem 0; }
header p { margin: .3rem 0; }
input { font: inherit; width: 100%; box-sizing: border-box; padding: .3rem .5rem; }
section { border: 1px solid var(--line); border-radius: 6px; margin: .8rem 0; padding: .2rem .9rem; }
section { scroll-margin-top: 9rem; }
section:target { outline: 2px solid; }
h3 { margin: .5rem 0 .2rem; }
p { margin: .3rem 0; }
dl { display: grid; grid-template-columns: 7rem 1fr; gap: .1rem .5rem; }
dt { opacity: .7; }
dd { margin: 0; overflow-wrap: anywhere; }
ul { list-style: none; margin: .2rem 0; padding-left: 1rem; border-left: 2px solid var(--soft); }
details > summary { cursor: pointer; }
code, pre { font: .92em/1.4 ui-monospace, monospace; background: var(--soft); border-radius: 3px; padding: 0 .2em; }
pre { padding: .5rem; overflow-x: auto; }
.type { opacity: .7; }
i { opacity: .6; }
td { vertical-align: top; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid var(--line); }
`;
