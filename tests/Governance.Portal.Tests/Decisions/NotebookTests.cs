using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Reports;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Decisions;

/// <summary>The notebook of the samples: its cells run from top to bottom against a portal, and what they say happened did.</summary>
public sealed partial class NotebookTests
{
    // What Jupyter's "run all" does: one process, one namespace, the folder of the notebook.
    private const string Run = """
        import json, sys
        if sys.argv[1] == "bare":
            sys.modules.update({"sklearn": None, "pandas": None})
        with open(sys.argv[2], encoding="utf-8") as file:
            cells = json.load(file)["cells"]
        names = {"__name__": "__main__"}
        for cell in cells:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Notebook { get; } = Path.Combine(ReportsScene.Samples, "python", "governed_model.ipynb");

    /// <summary>With the standard library alone in every run, with Debian's scikit-learn and pandas in full.</summary>
    [Theory]
    [InlineData("bare")]
    [WholeData("libraries")]
    public async Task Notebook_RunFromTopToBottom_Governs_AModel(string mode)
    {
        await using var portal = new PortalFactory();
        portal.UseKestrel(0);
        portal.StartServer();
        await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer);
        string[] scopes =
        [
            Scopes.RegistryWrite,
            Scopes.EvidenceWrite,
            Scopes.GateRead,
            Scopes.DecisionsWrite,
            Scopes.MonitoringWrite,
            Scopes.MonitoringRead,
        ];
        var key = await portal.CreateKeyAsync(engineer, scopes);

        var first = await RunAsync(mode, portal.ClientOptions.BaseAddress, key);
        var again = await RunAsync(mode, portal.ClientOptions.BaseAddress, key);

        Assert.Contains("registered: credit-notebook 1.0.0", first, StringComparison.Ordinal);
        Assert.Contains(mode == "bare" ? "trained by gradient descent" : "trained by scikit-learn", first, StringComparison.Ordinal);
        // A model that orders no better than chance would show nothing.
        Assert.InRange(double.Parse(Auc().Match(first).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 0.65, 0.9);
        Assert.Contains("gate: deny", first, StringComparison.Ordinal);
        Assert.Contains("decisions: 50 stored\n", first, StringComparison.Ordinal);
        Assert.Contains(mode == "bare" ? "sent as rows" : "sent by pandas", first, StringComparison.Ordinal);
        Assert.Matches("income_monthly +psi 0\\.[0-9]+  alert", first);
        Assert.Contains("current: stored by an earlier run", again, StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal((1, 1), (await db.Models.CountAsync(Ct), await db.Versions.CountAsync(Ct)));
        Assert.Equal((2, 100), (await db.Windows.CountAsync(Ct), await db.Decisions.CountAsync(Ct)));
    }

    /// <summary>A stored output would be a figure that no one checks, and perhaps an address or a name.</summary>
    [Fact]
    public void Notebook_AsItIsStored_HasNoOutputs_AndTwoSentencesBeforeEachStep()
    {
        var notebook = JsonNode.Parse(File.ReadAllText(Notebook))!;
        var cells = notebook["cells"]!.AsArray().Select(c => c!.AsObject()).ToList();

        Assert.Equal(4, (int)notebook["nbformat"]!);
        Assert.Equal(cells.Count, cells.Select(c => (string)c["id"]!).Distinct(StringComparer.Ordinal).Count());
        for (var at = 1; at < cells.Count; at++)
        {
            if ((string)cells[at]["cell_type"]! != "code")
            {
                continue;
            }

            Assert.Empty(cells[at]["outputs"]!.AsArray());
            Assert.Null(cells[at]["execution_count"]);
            var before = cells[at - 1];
            Assert.Equal("markdown", (string)before["cell_type"]!);
            var words = string.Concat(before["source"]!.AsArray().Select(l => (string)l!)).Split('\n', 2)[1];
            Assert.Equal(2, Sentence().Count(words));
        }
    }

    private static async Task<string> RunAsync(string mode, Uri portal, string key)
    {
        var spool = Directory.CreateTempSubdirectory("governance-notebook-").FullName;
        try
        {
            var start = new ProcessStartInfo("/usr/bin/python3", ["-B", "-c", Run, mode, Notebook])
            {
                WorkingDirectory = Path.GetDirectoryName(Notebook),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["GOVERNANCE_SERVER"] = portal.ToString();
            start.Environment["GOVERNANCE_API_KEY"] = key;
            start.Environment["GOVERNANCE_OWNER"] = "owner@test.example";
            start.Environment["GOVERNANCE_SPOOL"] = spool;
            start.Environment["TMPDIR"] = spool;
            using var process = Process.Start(start)!;
            var (said, problems) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
            await process.WaitForExitAsync(Ct);
            Assert.True(process.ExitCode == 0, await said + await problems);
            return await said;
        }
        finally
        {
            Directory.Delete(spool, recursive: true);
        }
    }

    [GeneratedRegex("AUC ([0-9.]+)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Auc();

    [GeneratedRegex(@"\.(?=\s|$)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Sentence();
}
