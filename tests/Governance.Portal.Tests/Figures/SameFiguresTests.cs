using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Portal.Kernel.Files;
using Governance.Portal.Operations.Risks.Files;
using Governance.Portal.Tests.Demo;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Figures;

/// <summary>
/// The same fact has one value and one verdict, wherever it is read: on pages, in answers of the API, in exports and in documents. All are
/// read over the whole of the demo, figure by figure, with what each is about.
/// </summary>
public sealed partial class SameFiguresTests
{
    // As many pages as the demo has, more than once over; a page that links to ever new ones must not run for ever.
    private const int MaxPages = 900;

    private const int MaxViews = 12;

    private static readonly string[] s_periods = ["30d", "90d", "180d", "365d"];

    // The due times of a risk, as its answer and its file call them.
    private static readonly string[] s_days = ["reviewAt", "dueAt"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task EveryFigure_HasOneValueAndOneVerdict_OnPages_InAnswers_InExports_AndInDocuments()
    {
        await using var portal = await DemoHistoryTests.PlayAsync();
        await portal.CreateUserAsync("reader@test.example", Roles.RiskOfficer);
        using var reader = await portal.SignInAsync("reader@test.example");
        List<ShownFigure> figures = [];
        List<string> unread = [];
        var versions = await VersionsAsync(portal);

        var pages = await PagesAsync(reader, figures, unread);
        await AnswersAsync(reader, versions, figures);
        await ExportsAsync(reader, figures);
        await WorkbookAsync(reader, figures);
        await DocumentsAsync(reader, versions, figures);

        Assert.Empty(unread);
        var compared = figures
            .GroupBy(f => f.Identity, StringComparer.Ordinal)
            .Where(g => g.Select(f => f.Source).Distinct().Count() > 1)
            .ToList();
        var kinds = figures.CountBy(f => f.Source.Split(' ')[0]).OrderBy(k => k.Key, StringComparer.Ordinal);
        var told =
            $"{pages} pages; {string.Join(", ", kinds.Select(k => $"{k.Value} {k.Key} figures"))}; {compared.Count} identities compared";
        TestContext.Current.TestOutputHelper!.WriteLine(told);
        Soak.Report("The same figures everywhere", told);
        var differ = compared.SelectMany(Differences).Order(StringComparer.Ordinal).ToList();
        Assert.True(differ.Count == 0, $"{differ.Count} of {compared.Count} figures differ:\n{string.Join('\n', differ.Take(60))}");
        Assert.True(compared.Count >= 500, $"Only {compared.Count} figures were found in more than one place.");
        // Each way out is among them: an empty one would agree with everything.
        Assert.All(
            ["page", "answer", "export", "workbook", "document"],
            way => Assert.Contains(figures, f => f.Source.StartsWith(way, StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("0.175", "0.18", 0)] // the same, with fewer digits
    [InlineData("57.5 %", "0.575", 0)]
    [InlineData("0.175", "0.19", 1)]
    [InlineData("−2.4 pts", "2.4", 1)]
    [InlineData("1,204", "1204", 0)]
    [InlineData("–", "0.19", 0)] // nothing is said
    public void Figures_OfOneIdentity_DifferWhereTheirNumbersDo(string one, string other, int differences)
    {
        static ShownFigure Of(string text, string place) =>
            ShownFigure.Read(text) is var (value, tolerance)
                ? new("WIN-0001", "psi:amount", "", value, tolerance, null, place)
                : throw new InvalidOperationException();

        Assert.Equal(differences, Differences([Of(one, "page /"), Of(other, "answer /")]).Count());
    }

    [Fact]
    public void Figures_OfOneIdentity_DifferWhereTheirVerdictsDo()
    {
        static ShownFigure Of(string? verdict) => ShownFigure.Exact("WIN-0001", "fnr", 0.2, verdict, $"page {verdict}");

        Assert.Contains("fail (page fail)", Assert.Single(Differences([Of("ok"), Of(null), Of("fail")])), StringComparison.Ordinal);
        Assert.Empty(Differences([Of("ok"), Of(null), Of("OK")]));
    }

    private static IEnumerable<string> Differences(IEnumerable<ShownFigure> same)
    {
        var identity = same.First().Identity;
        var values = same.Where(f => f.Value is not null).OrderBy(f => f.Tolerance).ToList();
        if (values.Count > 0)
        {
            var exact = values[0];
            var other = values.FirstOrDefault(f => Math.Abs(f.Value!.Value - exact.Value!.Value) > f.Tolerance + exact.Tolerance);
            if (other is not null)
            {
                yield return Invariant($"{identity}: {exact.Value} ({exact.Source}), {other.Value} ({other.Source})");
            }
        }

        var verdicts = same.Where(f => f.Verdict is not null).DistinctBy(f => f.Verdict, StringComparer.OrdinalIgnoreCase).ToList();
        if (verdicts.Count > 1)
        {
            yield return $"{identity}: {string.Join(", ", verdicts.Select(f => $"{f.Verdict} ({f.Source})"))}";
        }
    }

    private static async Task<IReadOnlyList<(string Model, string Version)>> VersionsAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var watched = await db.Windows.Where(w => w.ReferenceId != null).Select(w => new { w.Model, w.Version }).Distinct().ToListAsync(Ct);
        return [.. watched.Select(w => (w.Model, w.Version)).Order()];
    }

    // From the overview along the links, as a person would.
    private static async Task<int> PagesAsync(HttpClient reader, List<ShownFigure> figures, List<string> unread)
    {
        Queue<string> waiting = new(["/", "/models", "/monitoring", "/alerts?state=all", "/risks", "/?scope=programme"]);
        HashSet<string> known = [.. waiting];
        Dictionary<string, int> sameView = [];
        var read = 0;
        while (read < MaxPages && waiting.TryDequeue(out var href))
        {
            using var answer = await reader.GetAsync(href, Ct);
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                // What the reader may not see, and what leads away, is none of their figures.
                if ((int)answer.StatusCode >= 500)
                {
                    unread.Add($"{href}: {answer.StatusCode}");
                }

                continue;
            }

            if (answer.Content.Headers.ContentType?.MediaType is not "text/html")
            {
                continue;
            }

            read++;
            var document = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Ct), Ct);
            figures.AddRange(document.QuerySelectorAll("[data-subject]").Select(e => ShownFigure.Of(e, $"page {href}")));
            foreach (var link in document.QuerySelectorAll("main a[href], nav a[href]").Select(a => a.GetAttribute("href")!))
            {
                if (!Place().IsMatch(link) || Elsewhere().IsMatch(link) || !known.Add(link))
                {
                    continue;
                }

                // Of the views of one page that differ in what is chosen on it, some.
                var place = link.Split('?', '#')[0];
                sameView[place] = sameView.GetValueOrDefault(place) + 1;
                if (sameView[place] <= MaxViews)
                {
                    waiting.Enqueue(link);
                }
            }
        }

        return read;
    }

    private static async Task AnswersAsync(
        HttpClient reader,
        IReadOnlyList<(string Model, string Version)> versions,
        List<ShownFigure> figures
    )
    {
        foreach (var (model, version) in versions)
        {
            var path = $"/api/v1/monitoring/{model}/{version}/drift";
            foreach (var window in await ItemsAsync(reader, path))
            {
                figures.AddRange(
                    window["features"]!
                        .AsArray()
                        .Where(f => f!["value"] is not null)
                        .Select(f =>
                            ShownFigure.Exact(
                                (string)window["window"]!,
                                $"psi:{f!["name"]}",
                                (double?)f["value"],
                                (string?)f["verdict"],
                                $"answer {path}"
                            )
                        )
                );
            }
        }

        foreach (var model in versions.Select(v => v.Model).Distinct())
        {
            foreach (var monitor in await ItemsAsync(reader, $"/api/v1/models/{model}/monitors"))
            {
                var (kind, target) = ((string?)monitor["kind"], (string?)monitor["target"]);
                if (monitor["segment"] is not null || kind is not ("drift" or "protected-mix" or "performance"))
                {
                    continue;
                }

                var path = $"/api/v1/monitors/{monitor["id"]}/readings";
                figures.AddRange(
                    (await ItemsAsync(reader, path))
                        .Where(r => r["window"] is not null && r["value"] is not null)
                        .Select(r =>
                            ShownFigure.Exact(
                                (string)r["window"]!,
                                kind is "performance" ? target! : $"psi:{target}",
                                (double?)r["value"],
                                null,
                                $"answer {path}"
                            )
                        )
                );
            }
        }

        foreach (var alert in await ItemsAsync(reader, "/api/v1/alerts"))
        {
            figures.Add(
                ShownFigure.Exact((string)alert["id"]!, "value", (double?)alert["value"], (string?)alert["level"], "answer /api/v1/alerts")
            );
        }

        foreach (var risk in await ItemsAsync(reader, "/api/v1/risks"))
        {
            foreach (var which in s_days)
            {
                figures.Add(Moment((string)risk["id"]!, which, (DateTimeOffset?)risk[which], "answer /api/v1/risks"));
            }

            foreach (var which in new[] { "inherent", "residual" })
            {
                if (risk[which] is { } rating)
                {
                    figures.Add(
                        ShownFigure.Exact(
                            (string)risk["id"]!,
                            which,
                            (double?)rating["score"],
                            (string?)rating["band"],
                            "answer /api/v1/risks"
                        )
                    );
                }
            }
        }

        foreach (var model in await ItemsAsync(reader, "/api/v1/models"))
        {
            if ((double?)model["worstPsi"] is { } psi)
            {
                figures.Add(ShownFigure.Exact((string)model["name"]!, "worst-psi", psi, null, "answer /api/v1/models"));
            }
        }

        foreach (var period in s_periods)
        {
            var answer = JsonNode.Parse(await reader.GetStringAsync($"/api/v1/kpis?period={period}", Ct))!;
            foreach (var item in answer["items"]!.AsArray())
            {
                var share = (string?)item!["unit"] is "%" ? 0.01 : 1;
                foreach (var (member, of) in new[] { ("value", period), ("before", $"{period} before") })
                {
                    figures.Add(
                        ShownFigure.Exact("portal", $"kpi:{item["id"]}", (double?)item[member] * share, null, "answer /api/v1/kpis", of)
                    );
                }
            }
        }
    }

    private static async Task ExportsAsync(HttpClient reader, List<ShownFigure> figures)
    {
        var rows = Csv(await reader.GetStringAsync("/api/v1/risks/export?format=csv", Ct));
        foreach (var (row, which) in rows.SelectMany(r => s_days.Select(d => (r, d))))
        {
            figures.Add(
                Moment(
                    row["id"],
                    which,
                    row[which].Length == 0 ? null : DateTimeOffset.Parse(row[which], CultureInfo.InvariantCulture),
                    "export /api/v1/risks/export"
                )
            );
        }

        foreach (var row in rows.Where(r => r["residualScore"].Length > 0))
        {
            figures.Add(
                ShownFigure.Exact(
                    row["id"],
                    "residual",
                    double.Parse(row["residualScore"], CultureInfo.InvariantCulture),
                    row["band"],
                    "export /api/v1/risks/export"
                )
            );
        }

        var kpis = KpiDefinition.All.ToDictionary(k => k.Name, k => k, StringComparer.Ordinal);
        foreach (var (view, period) in WireNames().SelectMany(v => s_periods.Select(p => (v, p))))
        {
            var path = $"/api/v1/dashboards/{view}/export?format=csv&period={period}";
            foreach (var row in Csv(await reader.GetStringAsync(path, Ct)).Where(r => r["part"] == "Key figures"))
            {
                var of = row["measure"] switch
                {
                    "Value" => period,
                    "Previous period" => $"{period} before",
                    _ => null,
                };
                if (of is not null && double.TryParse(row["value"], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                {
                    var share = kpis[row["name"]].Unit is "%" ? 0.01 : 1;
                    figures.Add(
                        ShownFigure.Exact(
                            "portal",
                            $"kpi:{Domain.WireName.Of(kpis[row["name"]].Id)}",
                            value * share,
                            null,
                            $"export {path}",
                            of
                        )
                    );
                }
            }
        }
    }

    // The register as people open it: what its cells show, which is what its formulas come to.
    private static async Task WorkbookAsync(HttpClient reader, List<ShownFigure> figures)
    {
        const string path = "/api/v1/risks/export?format=xlsx&language=en";
        using var file = new MemoryStream(await reader.GetByteArrayAsync(path, Ct));
        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        var book = document.WorkbookPart!;
        var sheet = (WorksheetPart)book.GetPartById(book.Workbook!.Descendants<Sheet>().First().Id!.Value!);
        var table = sheet.Worksheet!.Descendants<Row>().Select(r => r.Elements<Cell>().Select(Shown).ToList()).ToList();
        var columns = table[0].Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        foreach (var row in table.Skip(1))
        {
            string Of(string column) => row[columns[column]];
            var id = Of("ID");
            figures.Add(ShownFigure.Exact(id, "inherent", Number(Of("Inherent score")), null, $"workbook {path}"));
            // One that nobody assessed counts with its inherent score, which is no residual one.
            if (Of("Assessed likelihood").Length > 0)
            {
                figures.Add(ShownFigure.Exact(id, "residual", Number(Of("Residual score")), Of("Risk level"), $"workbook {path}"));
            }

            figures.Add(Moment(id, "reviewAt", Day(Of("Next review")), $"workbook {path}"));
            figures.Add(Moment(id, "dueAt", Day(Of("Next step due")), $"workbook {path}"));
        }

        static string Shown(Cell cell) => cell.CellValue?.Text ?? cell.InlineString?.InnerText ?? "";
        static double? Number(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);
        static DateTimeOffset? Day(string text) => text.Length == 0 ? null : RiskXlsx.Date(text);
    }

    // A time as a number, to the second: a workbook knows no smaller part of a day.
    private static ShownFigure Moment(string subject, string measure, DateTimeOffset? at, string source) =>
        new(subject, measure, "", at?.ToUnixTimeSeconds(), 1, null, source);

    private static async Task DocumentsAsync(
        HttpClient reader,
        IReadOnlyList<(string Model, string Version)> versions,
        List<ShownFigure> figures
    )
    {
        foreach (var (model, version) in versions)
        {
            var path = $"/reports/preview?kind=drift&subject={model}@{version}";
            var document = await new HtmlParser().ParseDocumentAsync(await reader.GetStringAsync(path, Ct), Ct);
            figures.AddRange(document.QuerySelectorAll("[data-subject]").Select(e => ShownFigure.Of(e, $"document {path}")));
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> ItemsAsync(HttpClient reader, string path)
    {
        List<JsonNode> items = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var more = cursor.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = JsonNode.Parse(await reader.GetStringAsync($"{path}?limit=100{more}", Ct))!;
            items.AddRange((page as JsonArray ?? page["items"]!.AsArray()).Select(i => i!));
            cursor = page is JsonArray ? null : (string?)page["nextCursor"];
        }

        return items;
    }

    private static IEnumerable<string> WireNames() => Enum.GetValues<DashboardView>().Select(v => Domain.WireName.Of(v));

    private static List<Dictionary<string, string>> Csv(string text)
    {
        var table = CsvTable.Read(Encoding.UTF8.GetBytes(text)).ToList();
        List<Dictionary<string, string>> rows =
        [
            .. table
                .Skip(1)
                .Select(row =>
                    table[0]
                        .Cells.Index()
                        .ToDictionary(c => c.Item, c => row.Cells.ElementAtOrDefault(c.Index) ?? "", StringComparer.Ordinal)
                ),
        ];
        return rows;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex("^/(?:$|[?]|models|monitoring|alerts|risks|kpis|versions|compliance/systems|model-risk)")]
    private static partial Regex Place();

    // Files, forms and lists in another order say nothing else.
    [GeneratedRegex(@"[?&](?:sort|edit|new|declare|register|q)=|/export|/content|\.csv|/new\b|#")]
    private static partial Regex Elsewhere();
}
