import LaminaKit
import LaminaPictures

/// Sections as one HTML page that needs nothing else: no network, no script.
struct ReportPage {
    let title: String
    let subtitle: String
    let sections: [ReportSection]

    var html: String {
        let links = sections.map { "<li><a href=\"#\($0.id)\">\(escaped($0.title))</a></li>" }.joined()
        let parts = [
            "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\"/>",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>", "<meta name=\"generator\" content=\"lamina \(LaminaTool.version)\"/>",
            "<title>\(escaped(title)) · Lamina</title>", "<style>\(Self.styleSheet)\(Ink.styleSheet)</style>", "</head>", "<body>",
            "<header><p class=\"over\">Training report</p><h1>\(escaped(title))</h1><p>\(escaped(subtitle))</p></header>",
            "<nav aria-label=\"Sections\"><ul>\(links)</ul></nav>", "<main>",
        ]
        return (parts + sections.map(html) + ["</main>", "</body>", "</html>"]).joined(separator: "\n") + "\n"
    }

    private func html(_ section: ReportSection) -> String {
        let contents = section.contents.map(html).joined(separator: "\n")
        return "<section id=\"\(section.id)\">\n<h2>\(escaped(section.title))</h2>\n\(contents)\n</section>"
    }

    private func html(_ content: ReportSection.Content) -> String {
        switch content {
        case .text(let text): "<p>\(escaped(text))</p>"
        case .note(let text): "<p class=\"note\" role=\"note\">\(escaped(text))</p>"
        case .facts(let facts):
            "<dl>" + facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd></div>" }.joined() + "</dl>"
        case .table(let table): html(table)
        case .picture(let picture, let name):
            "<figure class=\"\(picture is GraphPicture ? "graph" : "chart")\" id=\"picture-\(name)\" tabindex=\"0\">\n\(picture.svg(isAlone: false))</figure>"
        }
    }

    private func html(_ table: ReportTable) -> String {
        let header = table.header.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
        let rows = table.rows.map { row in
            "<tr><th scope=\"row\">\(escaped(row[0]))</th>" + row.dropFirst().map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
        }
        return "<div class=\"scroll\" tabindex=\"0\"><table><caption>\(escaped(table.caption))</caption><thead><tr>\(header)</tr></thead><tbody>\n"
            + rows.joined(separator: "\n") + "\n</tbody></table></div>"
    }

    private func escaped(_ text: String) -> String { text.printable.escapedForXML }

    private static let styleSheet = """
        :root{color-scheme:light dark;--ink:#1c2126;--dim:#59636c;--paper:#fff;--line:#dde2e6;--link:#00609a;--note:#fff6e0}\
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--dim:#a4adb5;--paper:#15191d;--line:#333a41;--link:#6db9ea;--note:#33290f}}\
        *{box-sizing:border-box}html{scroll-behavior:smooth}@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}\
        body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:50rem;background:var(--paper);color:var(--ink);\
        font:1rem/1.55 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif}\
        h1{font-size:2rem;line-height:1.2;margin:0;overflow-wrap:anywhere}h2{font-size:1.35rem;margin:3rem 0 .75rem}\
        header p{margin:.25rem 0;color:var(--dim);overflow-wrap:anywhere}p{margin:.75rem 0;overflow-wrap:anywhere}\
        .over{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}\
        nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:.75rem 0;margin:1.25rem 0 0;border-block:1px solid var(--line)}\
        a{color:var(--link)}\
        figure{margin:1.25rem 0;overflow:auto}figure.chart svg{display:block;max-width:max(100%,32rem);height:auto}\
        figure.graph{max-height:85vh;border:1px solid var(--line);border-radius:6px}figure.graph svg{display:block;margin:0 auto}\
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:1rem;margin:1rem 0}dl div{border-left:3px solid var(--line);padding-left:.75rem}\
        dt{color:var(--dim);font-size:.85rem}dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}\
        .scroll{overflow-x:auto;margin:1.25rem 0}table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}\
        caption{text-align:left;color:var(--dim);padding-bottom:.4rem}\
        th,td{padding:.3rem .8rem .3rem 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line);font-weight:400}\
        thead th{color:var(--dim);vertical-align:bottom}th:first-child{text-align:left}\
        .note{background:var(--note);padding:.6rem .9rem;border-radius:6px}\
        @media print{nav{display:none}figure.graph{max-height:none}section{break-inside:avoid}}
        """
}
