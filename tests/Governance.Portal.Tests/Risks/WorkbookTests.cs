using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Files;
using Governance.Portal.Operations.Risks.Files;
using Governance.Portal.Tests.Monitoring;

namespace Governance.Portal.Tests.Risks;

/// <summary>Workbooks made to cost more than they weigh: each is refused by a limit it names, within bounds of memory and time.</summary>
public sealed class WorkbookTests
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Pointers = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int Most = 1_001;
    private const long MaxAllocated = 64L << 20;

    private static readonly WorkbookBounds s_bounds = WorkbookBounds.Of(new LimitsOptions());

    public static TheoryData<string, string, string> Bombs { get; } =
        new()
        {
            { "one shared text of 100 MB", "Limits__WorkbookBytes", "huge-shared" },
            { "many shared texts", "65536", "many-shared" },
            { "one shared text in every cell", "Limits__WorkbookText", "repeated" },
            { "empty rows", "50000", "empty-rows" },
            { "empty cells", "Limits__WorkbookElements", "cells" },
            { "nested elements", "32", "nested" },
            { "attributes of one element", "262144", "attributes" },
            { "names of elements", "2000", "names" },
            { "a cell longer than a cell", "32767", "long-cell" },
            { "parts", "200", "parts" },
            { "one byte in four hundred", "400", "ratio" },
            { "columns", "out of place", "columns" },
        };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Read_Bomb_IsRefusedByTheLimitItNames_WithinBounds(string what, string limit, string form)
    {
        using var file = Bomb(form);
        Assert.True(file.Length < 256 * 1024, $"{what}: {file.Length} bytes");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();

        var refused = Record.Exception(() => RiskXlsx.Read(file, Most, s_bounds));

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var said = refused switch
        {
            WorkbookLimitException e => e.Limit,
            TableFileException e => e.Message,
            _ => $"{refused}",
        };
        Assert.Contains(limit, said, StringComparison.Ordinal);
        Assert.True(allocated < MaxAllocated, $"{what}: {allocated >> 20} MiB allocated");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{what}: {watch.Elapsed}");
    }

    [Fact]
    public void Read_SharedInlineAndPlainCells_InAnyOrder_AreTheirTexts()
    {
        using var file = Make(
            """<row r="1"><c r="A1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>two </t><r><t>parts</t></r></is></c></row><row/>"""
                + """<row r="5"><c r="B5"><v>3.5</v></c><c r="C5" t="s"><v>7</v></c></row>""",
            "<si><t>unused</t></si><si><t>sha</t><rPh sb=\"0\" eb=\"1\"><t>spoken</t></rPh><r><t>red &amp; dead</t></r></si>"
        );

        var rows = RiskXlsx.Read(file, Most, s_bounds);

        Assert.Equal([1, 5], rows.Select(r => r.Line));
        Assert.Equal(["shared & dead", "", "two parts"], rows[0].Cells);
        Assert.Equal(["", "3.5", ""], rows[1].Cells);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaa\">]>")]
    [InlineData("\0")]
    public void Read_PartThatIsNoPlainXml_IsRefused(string head)
    {
        using var file = Make("", "", head);

        Assert.Throws<TableFileException>(() => RiskXlsx.Read(file, Most, s_bounds));
    }

    [Fact]
    public async Task Import_Bomb_IsA413ThatNamesTheLimit()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        using var bomb = Bomb("huge-shared");
        using var content = new ByteArrayContent(bomb.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue(Xlsx) } };

        using var answer = await client.PostAsync("/api/v1/risks/import", content, WatchedCt);

        var problem = await WatchedModel.BodyAsync(answer);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "limit.exceeded"), (answer.StatusCode, (string?)problem["code"]));
        Assert.Contains("Limits__WorkbookBytes", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WhileOthersWait_IsAskedToComeAgain()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        var lane = scene.Get<ImportLane>();
        using var running = await lane.EnterAsync("USR-9000", WatchedCt);
        // One person's second waits, their third does not; nor do they keep another from waiting.
        var own = lane.EnterAsync("USR-9000", WatchedCt);
        Assert.Null(await lane.EnterAsync("USR-9000", WatchedCt));
        var waiting = Enumerable.Range(1, ImportLane.Most - 2).Select(i => lane.EnterAsync($"USR-{i}", WatchedCt)).Prepend(own).ToList();

        using var refused = await client.PostAsync("/api/v1/risks/import", Csv(), WatchedCt);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("risk.import-busy", (string?)(await WatchedModel.BodyAsync(refused))["code"]);
        Assert.NotNull(refused.Headers.RetryAfter);
        running!.Dispose();
        // Whose turn comes is given back at once: the first person's second waits behind the others.
        await Task.WhenAll(waiting.Select(async turn => (await turn)!.Dispose()));

        using var taken = await client.PostAsync("/api/v1/risks/import", Csv(), WatchedCt);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        static StringContent Csv() => new("title,category,inherentLikelihood,inherentImpact\r\nA,drift,1,1\r\n", Encoding.UTF8, "text/csv");
    }

    private static CancellationToken WatchedCt => TestContext.Current.CancellationToken;

    private static MemoryStream Bomb(string form) =>
        form switch
        {
            "huge-shared" => Make("", $"<si>{Repeat("<t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t>", 400_000)}</si>"),
            "many-shared" => Make("", Repeat("<si/>", 70_000)),
            "repeated" => Make(Row(Repeat("<c t=\"s\"><v>0</v></c>", 200)), $"<si><t>{new string('a', 30_000)}</t></si>"),
            "empty-rows" => Make(Repeat("<row/>", 60_000)),
            "cells" => Make(Repeat($"<row>{Repeat("<c/>", 250)}</row>", 2_000)),
            "nested" => Make($"<row><c>{Repeat("<is>", 10_000)}"),
            "attributes" => Make("<row " + Repeat("a=\"\" ", 60_000) + "/>"),
            "names" => Make(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"<row><n{i}/></row>"))),
            "long-cell" => Make(Row($"<c t=\"inlineStr\"><is><t>{new string('a', 40_000)}</t></is></c>")),
            "parts" => Make("", parts: 300),
            "ratio" => Make(new string(' ', 12_000_000)),
            "columns" => Make(Row("<c r=\"XFD1\"><v>1</v></c>")),
            _ => throw new ArgumentException(form),
        };

    private static string Row(string cells) => $"<row>{cells}</row>";

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private static MemoryStream Make(string rows, string shared = "", string head = "", int parts = 0)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(
                "_rels/.rels",
                $"""<Relationships xmlns="{Pointers}"><Relationship Id="r1" Type="{Office}/officeDocument" """
                    + """Target="xl/workbook.xml"/></Relationships>"""
            );
            Write(
                "xl/workbook.xml",
                $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="a" sheetId="1" r:id="r2"/></sheets></workbook>"""
            );
            Write(
                "xl/_rels/workbook.xml.rels",
                $"""<Relationships xmlns="{Pointers}"><Relationship Id="r2" Type="{Office}/worksheet" """
                    + $"""Target="worksheets/sheet1.xml"/><Relationship Id="r3" Type="{Office}/sharedStrings" """
                    + """Target="/xl/sharedStrings.xml"/></Relationships>"""
            );
            Write("xl/sharedStrings.xml", $"""{head}<sst xmlns="{Main}">{shared}</sst>""");
            Write("xl/worksheets/sheet1.xml", $"""<worksheet xmlns="{Main}"><sheetData>{rows}</sheetData></worksheet>""");
            for (var i = 0; i < parts; i++)
            {
                Write($"x{i}", "");
            }

            void Write(string name, string text)
            {
                using var stream = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        file.Position = 0;
        return file;
    }
}
