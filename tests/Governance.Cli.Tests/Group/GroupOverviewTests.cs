using System.Text;
using System.Text.Json.Nodes;
using Governance.Cli.Tests.Support;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Cli.Tests.Group;

/// <summary>
/// What a holding sees: only what was verified counts, whatever does not is named with the reason, and nothing unknown becomes a 0.
/// </summary>
public sealed class GroupOverviewTests : IDisposable
{
    private static readonly string s_production = GroupFigure.OfModels(Stage.Production, RiskClass.High);

    private readonly CliRun _run = new();
    private readonly SampleWitness _witness = new("witness.example");
    private readonly SampleInstallation _north = new("governance/north", "Bank North");
    private readonly SampleInstallation _south = new("governance/south", "Bank South");
    private readonly string _exports;
    private readonly string _target;

    public GroupOverviewTests()
    {
        _exports = Directory.CreateDirectory(Path.Combine(_run.Folder, "exports")).FullName;
        _target = Path.Combine(_run.Folder, "overview");
        _north.Counts[s_production] = 3;
        _south.Counts[s_production] = 4;
    }

    public void Dispose()
    {
        _run.Dispose();
        _north.Dispose();
        _south.Dispose();
    }

    [Fact]
    public async Task Overview_OfVerifiedExports_AddsThemUp_InEveryForm()
    {
        Put("north.json", _north.Export(_witness));
        Put("south.json", _south.Export(_witness));

        Assert.Equal(0, await RunAsync());

        Assert.StartsWith("2 of 2 installations verified.\n", _run.Out, StringComparison.Ordinal);
        var json = Written();
        Assert.Equal(7, SumOf(json, s_production));
        Assert.Equal(2, SumOf(json, GroupFigure.RisksAboveAppetite));
        Assert.All(Members(json), m => Assert.Equal("verified", (string?)m["standing"]));
        Assert.Equal(["Bank North", "Bank South"], Members(json).Select(m => (string?)m["installation"]));
        Assert.Equal(24, (int)Members(json)[0]["ageHours"]!);
        var csv = File.ReadAllText(Path.Combine(_target, "group.csv")).Split("\r\n");
        var column = Array.IndexOf(csv[0].Split(','), s_production);
        Assert.Equal(["3", "4"], csv[1..3].Select(l => l.Split(',')[column]));
        Assert.StartsWith(",,,sum,verified exports: 2;", csv[3].Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(_target, "group.html"));
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("Figures of 2 of 2 installations", page, StringComparison.Ordinal);
        Assert.Contains("<caption>Models in production: verified exports and their sum</caption>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_OfAFlippedByte_CountsNoFigureOfThatExport()
    {
        Put("north.json", _north.Export(_witness));
        var altered = _south.Figures();
        altered[Encoding.UTF8.GetString(altered).IndexOf($"{s_production}\":4", StringComparison.Ordinal) + s_production.Length + 2] =
            (byte)'9';
        var export = JsonNode.Parse(_south.Export(_witness))!;
        export["figures"] = Convert.ToBase64String(altered);
        Put("south.json", Encoding.UTF8.GetBytes(export.ToJsonString()));

        Assert.Equal(1, await RunAsync());

        var json = Written();
        Assert.Equal(3, SumOf(json, s_production));
        IsWrong(json, "south.json", "not-named");
        Assert.DoesNotContain("Bank South", File.ReadAllText(Path.Combine(_target, "group.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_OfAnAlteredEntry_IsNotOfTheLog()
    {
        var export = JsonNode.Parse(_south.Export(_witness))!;
        var leaf = Encoding.UTF8.GetString(Convert.FromBase64String((string)export["leaf"]!)).Replace("REP-0042", "REP-0043");
        export["leaf"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(leaf));
        Put("south.json", Encoding.UTF8.GetBytes(export.ToJsonString()));

        Assert.Equal(1, await RunAsync());

        IsWrong(Written(), "south.json", "not-of-a-known-log");
    }

    [Fact]
    public async Task Overview_OfAnotherKey_UnderTheNameOfAKnownLog_IsRefused()
    {
        using var impostor = new SampleInstallation(_south.Origin, "Bank South");
        Put("north.json", _north.Export(_witness));
        Put("south.json", impostor.Export(_witness));

        Assert.Equal(1, await RunAsync());

        IsWrong(Written(), "south.json", "not-of-a-known-log");
        Assert.Equal(3, SumOf(Written(), s_production));
    }

    [Fact]
    public async Task Overview_OfACheckpointThatTheWitnessDidNotSee_IsRefused()
    {
        Put("north.json", _north.Export(_witness));
        Put("south.json", _south.Export(new SampleWitness("witness.example")));

        Assert.Equal(1, await RunAsync());

        IsWrong(Written(), "south.json", "not-witnessed");
    }

    [Fact]
    public async Task Overview_OfAnOldExport_DoesNotCountIt_UnlessItIsAccepted()
    {
        _south.MadeAt = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);
        Put("north.json", _north.Export(_witness));
        Put("south.json", _south.Export(_witness));

        Assert.Equal(1, await RunAsync());
        IsWrong(Written(), "south.json", "old");
        Assert.Equal(3, SumOf(Written(), s_production));

        Assert.Equal(0, await RunAsync("--max-age-days", "60"));
        Assert.Equal(7, SumOf(Written(), s_production));
    }

    // An old log that is dated ahead would look young.
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Overview_OfATimeAheadOfWitnessOrClock_IsRefused(int days)
    {
        _south.MadeAt = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).AddDays(days);
        _south.WitnessedAt = days > 0 ? _south.MadeAt : new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
        Put("south.json", _south.Export(_witness));

        Assert.Equal(1, await RunAsync());

        IsWrong(Written(), "south.json", "ahead");
    }

    [Fact]
    public async Task Overview_OfAMissingFigure_SaysUnknown_AndNeverZero()
    {
        _south.Counts.Remove(GroupFigure.IncidentsOpen);
        _south.Counts[GroupFigure.AlertsOpen] = null;
        _north.Counts[GroupFigure.ObligationsMet] = null;
        _south.Counts[GroupFigure.ObligationsMet] = -1;
        Put("north.json", _north.Export(_witness));
        Put("south.json", _south.Export(_witness));

        Assert.Equal(0, await RunAsync("--language", "de"));

        var json = Written();
        Assert.Equal((1, 1), (SumOf(json, GroupFigure.IncidentsOpen), (int)json["sums"]![GroupFigure.IncidentsOpen]!["unknown"]!));
        Assert.Equal((1, 1), (SumOf(json, GroupFigure.AlertsOpen), (int)json["sums"]![GroupFigure.AlertsOpen]!["unknown"]!));
        Assert.Null(json["sums"]![GroupFigure.ObligationsMet]!["sum"]);
        Assert.Null(Members(json)[1]["figures"]![GroupFigure.IncidentsOpen]);
        var page = File.ReadAllText(Path.Combine(_target, "group.html"));
        Assert.Contains("<html lang=\"de\">", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">unbekannt</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">1, 1 unbekannt</td>", page, StringComparison.Ordinal);
        Assert.Contains(",unknown,", File.ReadAllText(Path.Combine(_target, "group.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_OfTwoExportsOfOneLog_CountsTheNewerOnce()
    {
        var older = _north.Export(_witness);
        _north.MadeAt = _north.MadeAt.AddHours(5);
        _north.Counts[s_production] = 8;
        Put("a.json", _north.Export(_witness));
        Put("b.json", older);
        Put("south.json", _south.Export(_witness));

        Assert.Equal(0, await RunAsync());

        var json = Written();
        Assert.Equal(12, SumOf(json, s_production));
        Assert.Equal("replaced", Standing(json, "b.json"));
        Assert.Contains("2 of 2 installations", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_WithoutAnExportOfAKnownLog_NamesTheLog()
    {
        Put("north.json", _north.Export(_witness));

        Assert.Equal(1, await RunAsync());

        var missing = Assert.Single(Members(Written()), m => (string?)m["standing"] == "missing");
        Assert.Equal(_south.Origin, (string?)missing["log"]);
        Assert.Contains($"<bdi>{_south.Origin}</bdi>", File.ReadAllText(Path.Combine(_target, "group.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"format":"governance.group-export/v1","figures":"e30=","leaf":"e30=","receipt":"e30=","more":1}""")]
    [InlineData("""{"format":"\ud800","figures":"e30=","leaf":"e30=","receipt":"e30="}""")]
    public async Task Overview_OfAFileOfAnotherKind_NamesIt_AndGoesOn(string text)
    {
        Put("north.json", _north.Export(_witness));
        Put("other.json", Encoding.UTF8.GetBytes(text));

        Assert.Equal(1, await RunAsync());

        IsWrong(Written(), "other.json", "not-an-export");
        Assert.Equal(3, SumOf(Written(), s_production));
    }

    [Fact]
    public async Task Overview_OfAnEntryThatIsAboutSomethingElse_IsRefused()
    {
        _south.Action = "report.requested";
        Put("south.json", _south.Export(_witness));
        Assert.Equal(1, await RunAsync());
        IsWrong(Written(), "south.json", "not-named");

        (_south.Action, _south.Schema) = ("report.made", "governance.group-figures/v9");
        Put("south.json", _south.Export(_witness));
        Assert.Equal(1, await RunAsync());
        IsWrong(Written(), "south.json", "unknown-form");
    }

    [Fact]
    public async Task Overview_OfNamesThatAreMarkupOrAFormula_IsText()
    {
        using var hostile = new SampleInstallation("governance/hostile", "=cmd|'<script>alert(1)</script>'!A1");
        Put("hostile.json", hostile.Export(_witness));

        Assert.Equal(0, await RunAsync(["--public-key", hostile.Key.ToString()], known: []));

        var page = File.ReadAllText(Path.Combine(_target, "group.html"));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.StartsWith("'=cmd", File.ReadAllText(Path.Combine(_target, "group.csv")).Split("\r\n")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public async Task Page_HasHeadingsInOrder_HeadersOfEveryTable_AndNothingFromElsewhere(string language)
    {
        Put("north.json", _north.Export(_witness));
        Put("south.json", _south.Export(new SampleWitness("witness.example")));
        Put("other.json", "{}"u8.ToArray());

        Assert.Equal(1, await RunAsync("--language", language));

        var page = File.ReadAllText(Path.Combine(_target, "group.html"));
        Assert.Equal(1, Count(page, "<h1>"));
        Assert.Equal(Count(page, "<table>"), Count(page, "<caption>"));
        Assert.Equal(Count(page, "<table>"), Count(page, "<h2>"));
        Assert.Equal(GroupFigure.All.Select(f => f.Part).Distinct(StringComparer.Ordinal).Count() + 1, Count(page, "<table>"));
        Assert.DoesNotMatch("<th(?! scope=\"(col|row)\")[ >]", page);
        Assert.DoesNotMatch("https?:|src=|href=|style=|<script", page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_WithTheKeyOfALogAsWitness_IsWrongUsage()
    {
        Put("north.json", _north.Export(_witness));
        string[] args = ["group", "overview", "--exports", _exports, "--public-key", _north.Key.ToString(), "--out", _target, "--witness"];

        Assert.Equal(2, await _run.InvokeAsync([.. args, _north.Key.ToString()]));
        Assert.Contains("is not the key of a witness", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _run.InvokeAsync([.. args, "/nowhere/witness.txt"]));
        Assert.Contains("--witness: /nowhere/witness.txt is neither a key", _run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_target, "group.html")));
    }

    private Task<int> RunAsync(params string[] more) => RunAsync(more, [_north.Key, _south.Key]);

    private Task<int> RunAsync(string[] more, NoteKey[] known)
    {
        var keys = _run.File("logs.txt", string.Concat(known.Select(k => $"{k}\n")));
        string[] logs = known.Length > 0 ? ["--public-key", keys] : [];
        string[] args = ["group", "overview", "--exports", _exports, "--witness", _witness.Key.ToString(), "--out", _target];
        return _run.InvokeAsync([.. args, .. logs, .. more]);
    }

    private void Put(string name, byte[] export) => File.WriteAllBytes(Path.Combine(_exports, name), export);

    private JsonNode Written() => JsonNode.Parse(File.ReadAllText(Path.Combine(_target, "group.json")))!;

    private static List<JsonNode> Members(JsonNode json) => [.. json["installations"]!.AsArray().Select(m => m!)];

    private static int SumOf(JsonNode json, string key) => (int)json["sums"]![key]!["sum"]!;

    private static string? Standing(JsonNode json, string file) =>
        (string?)Assert.Single(Members(json), m => (string?)m["file"] == file)["standing"];

    private static void IsWrong(JsonNode json, string file, string standing)
    {
        Assert.Equal(standing, Standing(json, file));
        var member = Assert.Single(Members(json), m => (string?)m["file"] == file);
        Assert.Null(member["figures"]);
        Assert.NotEqual("", (string?)member["detail"]);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
