using System.Diagnostics;
using System.Text;

namespace Governance.Policies.Tests.Agents;

public sealed class AgentManifestTests
{
    private static readonly string s_a = new('a', 64);
    private static readonly string s_1 = new('1', 64);

    private static readonly string s_yaml = $"""
        # Pays invoices that a clerk has approved.
        schema: governance.agent/v1
        purpose: Pays approved invoices
        autonomy: supervised
        owner: treasury@example.com
        models:
          - name: claude-sonnet
            version: "20250929"
            provider: anthropic
        prompts:
          - {"{"}name: system, sha256: {s_a}{"}"}
        servers:
          - name: payments
            transport: http
            address: https://payments.example.com/mcp
            version: "1.4"
            toolsSha256: {s_1}
          - {"{"}name: files, transport: stdio, address: npx -y server-filesystem /srv/inbox{"}"}
        tools:
          - {"{"}name: transfer, server: payments, schemaSha256: {s_a}, risks: [money, irreversible]{"}"}
          - {"{"}name: read_file, server: files, schemaSha256: {s_1}, risks: [read], description: "Reads 😀 a file"{"}"}
          - {"{"}name: think, schemaSha256: {s_1}{"}"}
        data:
          - {"{"}scope: /srv/inbox, access: read, personalData: true{"}"}
        agents:
          - {"{"}name: translator, url: "https://agents.example.com/translator"{"}"}
        memory: {"{"}kind: run, personalData: false{"}"}
        limits:
          steps: 40
          spend: 500.00
          currency: EUR
        checkpoints:
          - {"{"}on: payments.transfer, aboveAmount: "50", minutes: 30{"}"}
          - {"{"}on: irreversible, minutes: 5{"}"}
        killSwitch:
          how: The treasury desk stops it in the portal
          testedOn: 2026-10-01
        """;

    [Fact]
    public void Read_Yaml_MakesTheManifestAndItsBytesReadBackToTheSameBytes()
    {
        var manifest = Valid(s_yaml);

        Assert.Equal("Pays approved invoices", manifest.Purpose);
        Assert.Equal(new AgentModel("claude-sonnet", "20250929", "anthropic", null), Assert.Single(manifest.Models));
        Assert.Equal(["payments.transfer", "files.read_file", "think"], manifest.Tools.Select(tool => tool.Id));
        Assert.Equal(["money", "irreversible"], manifest.Tools[0].Risks);
        Assert.Equal(500m, manifest.Limits.Spend);
        Assert.Equal(50m, manifest.Checkpoints[0].AboveAmount);
        Assert.Equal(new DateOnly(2026, 10, 1), manifest.KillSwitch?.TestedOn);

        var bytes = manifest.ToBytes();
        var read = AgentManifest.Read(bytes);

        Assert.Empty(read.Problems);
        Assert.Equal(bytes, read.Manifest!.ToBytes());
        Assert.Contains("\"spend\":\"500\"", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void ToBytes_SameFactsInAnotherOrder_GiveTheSameBytes()
    {
        var manifest = Valid(s_yaml);
        var turned = manifest with
        {
            Servers = [.. manifest.Servers.Reverse()],
            Tools = [.. manifest.Tools.Reverse().Select(tool => tool with { Risks = [.. tool.Risks.Reverse()] })],
            Checkpoints = [.. manifest.Checkpoints.Reverse()],
            Limits = manifest.Limits with { Spend = 500.000m },
        };

        Assert.Equal(manifest.ToBytes(), turned.ToBytes());
        Assert.NotEqual(manifest.ToBytes(), (manifest with { Limits = manifest.Limits with { Spend = 500.01m } }).ToBytes());
    }

    [Fact]
    public void ToBytes_WithoutContent_HoldsOnlyWhatIsRequired()
    {
        var manifest = new AgentManifest
        {
            Purpose = "Answers",
            Autonomy = "advises",
            Owner = "ada",
            Models = [new("m", "1", null, null)],
        };

        Assert.Equal(
            "{\"autonomy\":\"advises\",\"models\":[{\"name\":\"m\",\"version\":\"1\"}],"
                + "\"owner\":\"ada\",\"purpose\":\"Answers\",\"schema\":\"governance.agent/v1\"}",
            Encoding.UTF8.GetString(manifest.ToBytes())
        );
    }

    [Theory]
    [InlineData("autonomy: supervised", "autonomy: alone", "4:11 autonomy: “alone” is not allowed here.")]
    [InlineData("owner: treasury@example.com", "owners: treasury@example.com", "5:1 owners: The key “owners” is not known.")]
    [InlineData("owner: treasury@example.com", "", "The key “owner” is missing.")]
    [InlineData("owner: treasury@example.com", "owner: 7", "Expected text, found a number.")]
    [InlineData("owner: treasury@example.com", "owner: a\nowner: b", "The key “owner” is already given in line 5.")]
    [InlineData("\"20250929\"", "latest", "“latest” is an alias that moves")]
    [InlineData("\"20250929\"", "sonnet-latest", "is an alias that moves")]
    [InlineData("server: payments,", "server: payment,", "The manifest declares no server “payment”. Did you mean “payments”?")]
    [InlineData("name: think", "name: read_file, server: files", "This is already listed in line 21.")]
    [InlineData("risks: [read]", "risks: [reading]", "“reading” is not allowed here.")]
    [InlineData("on: payments.transfer", "on: payments.transferr", "is neither a tool of this manifest nor a risk.")]
    [InlineData("minutes: 30", "minutes: 0", "0 is out of range.")]
    [InlineData("currency: EUR", "seconds: 9", "An amount needs a currency.")]
    [InlineData("currency: EUR", "currency: Euro", "This is not a currency code.")]
    [InlineData("spend: 500.00", "spend: -1", "Expected an amount of money.")]
    [InlineData("spend: 500.00", "spend: 1e3", "Expected an amount of money.")]
    [InlineData(
        "https://payments.example.com/mcp",
        "https://ada:secret@payments.example.com/mcp",
        "The address contains a user name or a password."
    )]
    [InlineData("https://payments.example.com/mcp", "payments", "Expected a web address.")]
    [InlineData("name: payments", "name: pay.ments", "is not a valid server name.")]
    [InlineData("kind: run,", "kind: none, retentionDays: 3,", "An agent without memory keeps nothing.")]
    [InlineData("kind: run, personalData: false", "kind: lasting", "The key “personalData” is missing.")]
    [InlineData("Reads 😀", "Reads \\u200b", "The text holds the invisible character U+200B.")]
    [InlineData("Reads 😀", "Reads \\0", "The text holds the invisible character U+0000.")]
    [InlineData("Reads 😀", "Reads \\ud83d", "")]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111", "11", "Expected a SHA-256.")]
    [InlineData("testedOn: 2026-10-01", "testedOn: 2026-13-01", "Expected a date.")]
    public void Read_SomethingWrong_SaysWhatAndWhere(string right, string wrong, string problem)
    {
        var read = AgentManifest.Read(Encoding.UTF8.GetBytes(s_yaml.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.False(read.IsValid);
        Assert.Contains(read.Problems, found => found.ToString().Contains(problem, StringComparison.Ordinal));
        Assert.All(read.Problems, found => Assert.True(found.Line > 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"schema\":1,\"models\":[[]],\"tools\":[{}],\"limits\":[],\"memory\":\"none\",\"killSwitch\":3,\"data\":[null]}")]
    [InlineData("{\"purpose\":\"\\ud800\"}")]
    [InlineData("models: &a [*a]")]
    public void Read_NoManifest_SaysSo(string text) => Assert.NotEmpty(AgentManifest.Read(Encoding.UTF8.GetBytes(text)).Problems);

    [Fact]
    public void Read_JsonOfAnotherProgram_WithEscapedCharacters_ReadsThem()
    {
        const string json = """
            {"schema": "governance.agent/v1","purpose":"Pays \ud83d\ude00 \/ \u00e4","autonomy":"advises",
              "owner":"ada","models":[{"name":"m","version":"1"}]}
            """;

        Assert.Equal("Pays 😀 / ä", Valid(json).Purpose);
    }

    [Fact]
    public void Read_AThousandToolsOnOneLine_TakesLessThanASecond()
    {
        var manifest = Valid(s_yaml);
        var bytes = (
            manifest with
            {
                Tools =
                [
                    .. Enumerable
                        .Range(0, 1_000)
                        .Select(i => new AgentTool($"tool{i}", "files", new string('d', 700), s_a, AgentVocabulary.ToolRisks)),
                ],
                Checkpoints = [],
            }
        ).ToBytes();
        var watch = Stopwatch.StartNew();

        var read = AgentManifest.Read(bytes);

        Assert.Empty(read.Problems);
        Assert.Equal(1_000, read.Manifest!.Tools.Count);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5_000);
    }

    [Fact]
    public void Read_MoreThanItsBound_IsRefused() =>
        Assert.Contains(
            "1,048,577 bytes",
            Assert.Single(AgentManifest.Read(new byte[AgentManifest.MaxBytes + 1]).Problems).Message,
            StringComparison.Ordinal
        );

    private static AgentManifest Valid(string text)
    {
        var read = AgentManifest.Read(Encoding.UTF8.GetBytes(text));
        Assert.Empty(read.Problems);
        return read.Manifest!;
    }
}
