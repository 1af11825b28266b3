/// How the page looks: one style sheet, inline, in light, in dark, on a phone and on paper.
///
/// Letters and their grounds keep a contrast of at least 4.5 to 1 (WCAG 2.2, level AA).
enum HTMLPreviewStyle {
    static let sheet = [colours, page, phone, mail, call, print].joined(separator: "\n")

    private static let colours = """
        :root {
          color-scheme: light dark;
          --page: #f4f5f3; --card: #ffffff; --ink: #1d2422; --soft: #59635f; --line: #d9dedb;
          --accent: #0b6b53; --note: #fff4d6; --note-ink: #5c4300; --note-line: #e3b341;
          --wall: #e9e3d8; --dot: #ddd5c6; --bar: #f6f6f4; --bubble: #ffffff; --shade: rgb(0 0 0 / .13);
          --chip: #fbfaf7; --on-wall: #4c4a43; --link: #0a6cc2; --frame: #22282a;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #121615; --card: #1b211f; --ink: #e8ecea; --soft: #a3aeaa; --line: #343d3a;
            --accent: #5fd3b0; --note: #362c12; --note-ink: #f4dfa8; --note-line: #a47f1f;
            --wall: #0e1614; --dot: #16211e; --bar: #1e2724; --bubble: #212c29; --shade: rgb(0 0 0 / .5);
            --chip: #1b2522; --on-wall: #b6c0bc; --link: #74bdf7; --frame: #3a4442;
          }
        }
        """

    private static let page = """
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Color Emoji", sans-serif;
        }
        header.page, nav.contents, main { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
        header.page { padding-top: 2rem; }
        header.page p { margin: .25rem 0; color: var(--soft); }
        header.page strong { color: var(--ink); }
        header.page .brand { color: var(--accent); font-weight: 600; letter-spacing: .02em; }
        h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; }
        nav.contents { margin-top: 1rem; }
        nav.contents ol { margin: 0; padding-left: 1.5rem; }
        nav.contents a { color: var(--accent); }
        article {
          margin: 1.5rem 0; padding: 1.25rem; border: 1px solid var(--line); border-radius: 14px;
          background: var(--card); scroll-margin-top: 1rem;
        }
        h2 { margin: 0; font-size: 1.15rem; line-height: 1.35; }
        h3 { margin: 1.25rem 0 .5rem; font-size: .95rem; }
        h4 { margin: 1rem 0 .25rem; font-size: .875rem; color: var(--soft); }
        .meta { margin: .25rem 0 1rem; color: var(--soft); font-size: .875rem; }
        .meta span + span::before { content: "· "; }
        .notes {
          margin: 0 0 1rem; padding: .75rem 1rem; border-left: 4px solid var(--note-line); border-radius: 6px;
          background: var(--note); color: var(--note-ink); font-size: .9375rem;
        }
        .notes h3 { margin: 0; }
        .notes ul { margin: .25rem 0 0; padding-left: 1.25rem; white-space: pre-line; }
        .missing { color: var(--soft); font-style: italic; }
        .copy { user-select: all; word-break: break-all; font-variant-numeric: tabular-nums; }
        img.code { display: block; width: 15rem; max-width: 100%; height: auto; border-radius: 6px; }
        .file {
          display: flex; gap: .75rem; align-items: center; padding: .5rem; border-radius: 6px; background: var(--page);
        }
        .file .sheet {
          flex: none; width: 1.75rem; height: 2.25rem; border: 2px solid var(--accent); border-radius: 3px 10px 3px 3px;
        }
        .file small, .who small { display: block; color: var(--soft); font-size: .8125rem; font-weight: 400; }
        """

    private static let phone = """
        .phone {
          width: 100%; max-width: 24.375rem; margin: 0 auto; overflow: hidden;
          border: 8px solid var(--frame); border-radius: 32px; background: var(--wall);
        }
        .bar { display: flex; gap: .75rem; align-items: center; padding: .625rem .875rem; background: var(--bar); }
        .avatar {
          display: grid; place-items: center; flex: none; width: 2.5rem; height: 2.5rem; border-radius: 50%;
          background: #0b6b53; color: #ffffff; font-weight: 600; font-size: .9375rem;
        }
        .who { font-weight: 600; line-height: 1.25; }
        .talk {
          padding: .75rem .75rem 1.25rem; min-height: 12rem;
          background: radial-gradient(var(--dot) 1.5px, transparent 2px) 0 0 / 22px 22px var(--wall);
        }
        .sms .talk { background: var(--card); }
        .day {
          width: fit-content; margin: 0 auto .75rem; padding: .1875rem .75rem; border-radius: 8px;
          background: var(--chip); color: var(--on-wall); font-size: .78125rem; box-shadow: 0 1px 1px var(--shade);
        }
        .sms .day { box-shadow: none; background: none; color: var(--soft); }
        .bubble { width: fit-content; max-width: 90%; margin: 0 0 .375rem .5rem; }
        .bubble .body {
          position: relative; padding: .4375rem .5625rem .375rem; border-radius: 8px; background: var(--bubble);
          box-shadow: 0 1px 1px var(--shade); font-size: .9375rem; line-height: 1.38;
        }
        .bubble .body::after { content: ""; display: block; clear: both; }
        .bubble:first-of-type .body { border-top-left-radius: 0; }
        .messenger .bubble:first-of-type .body::before {
          content: ""; position: absolute; top: 0; left: -8px; border: 4px solid transparent;
          border-top-color: var(--bubble); border-right-color: var(--bubble);
        }
        .sms .bubble .body {
          padding: .5625rem .875rem .4375rem; border-radius: 18px; background: var(--page); box-shadow: none;
        }
        .bubble .body p { display: inline; margin: 0; white-space: pre-wrap; }
        .bubble code { font-family: ui-monospace, "Noto Sans Mono", monospace; font-size: .92em; }
        .bubble .link { color: var(--link); text-decoration: underline; }
        .bubble time {
          float: right; margin: .375rem 0 0 .75rem; color: var(--soft); font-size: .71875rem; line-height: 1.2;
        }
        .bubble figcaption, .length { margin: .25rem .375rem .625rem; color: var(--on-wall); font-size: .78125rem; }
        .length { color: var(--soft); }
        figcaption + .length { margin-top: -.5rem; }
        .bubble.qr .body { padding: .25rem .25rem .375rem; }
        .bubble.qr time, .bubble.document time { margin-right: .25rem; }
        .bubble.qr { width: 15.5rem; }
        .bubble .missing { color: var(--soft); }
        """

    private static let mail = """
        .mail dl {
          display: grid; grid-template-columns: max-content 1fr; gap: .125rem .875rem; margin: 0; padding: .875rem 1rem;
          border: 1px solid var(--line); border-radius: 10px;
        }
        .mail dt { color: var(--soft); }
        .mail dd { margin: 0; }
        .mail dd.subject { font-weight: 600; }
        .frames { display: flex; flex-wrap: wrap; gap: 1.25rem; margin-top: 1rem; justify-content: center; }
        .frame { margin: 0; max-width: 100%; }
        .frame figcaption { margin-bottom: .375rem; color: var(--soft); font-size: .875rem; }
        .frame iframe {
          display: block; width: 390px; max-width: 100%; height: 780px; border: 1px solid var(--line);
          border-radius: 12px; resize: vertical; overflow: auto;
        }
        .frame.light iframe { color-scheme: light; background: #ffffff; }
        .frame.dark iframe { color-scheme: dark; background: #121212; }
        pre {
          margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--page);
          font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace;
          white-space: pre-wrap;
        }
        """

    private static let call = """
        .call {
          padding: .25rem 1.25rem 1rem; border: 1px solid var(--line); border-top: 4px solid var(--accent);
          border-radius: 10px;
        }
        .call h3 { margin-top: 1rem; font-size: 1.05rem; }
        .call .whom { margin: 0 0 1rem; color: var(--soft); }
        .call .whom strong { color: var(--ink); }
        .call .subject { font-weight: 600; }
        .call .script { max-width: 42rem; margin: 0; white-space: pre-wrap; font-size: 1.0625rem; line-height: 1.6; }
        """

    /// On paper browsers show every document in light, so a dark frame would say nothing there.
    private static let print = """
        @media (max-width: 30rem) {
          header.page, nav.contents, main { padding-left: .5rem; padding-right: .5rem; }
          article { padding: 1rem .75rem; }
          .phone { border-width: 5px; border-radius: 24px; }
        }
        @media print {
          :root { color-scheme: light; --page: #ffffff; }
          body { font-size: 11pt; }
          article { border: 0; padding: 0; break-after: page; }
          article:last-child { break-after: auto; }
          nav.contents { display: none; }
          .phone, .frame iframe, .notes, .avatar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .bubble:not(.text), .frame, .notes, dl { break-inside: avoid; }
          article > header, h3, h4 { break-after: avoid; }
          .frame.dark { display: none; }
          .frame iframe { height: 680px; }
        }
        """
}
