using System.Diagnostics;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Tests.Approvals;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Governance.Portal.Tests.Policies;

/// <summary>Policies of a git checkout become proposals with their commit and its signature, and nothing more.</summary>
public sealed class PolicySyncTests : IDisposable
{
    private const string Rule =
        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";
    private readonly string _root = Directory.CreateTempSubdirectory("policy-sync").FullName;

    private string Checkout => Path.Combine(_root, "checkout");

    private string Policies => Path.Combine(Checkout, "policies");

    [Fact]
    public async Task Checkout_WithASignedCommit_BecomesAProposalThatItsWriterCannotApprove()
    {
        await InitAsync(signed: true);
        await CommitAsync("auc.yaml", ApprovalsScene.Policy("1", Rule), "Bound the AUC");
        await using var scene = await SceneAsync();
        var writer = await scene.PersonAsync("writer@bank.example", Roles.RiskOfficer);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("0", Rule.Replace("0.85", "0.8", StringComparison.Ordinal)))).IsDone);
        await File.WriteAllTextAsync(Path.Combine(Policies, "auc.yaml"), "not committed: nobody's", ApprovalsScene.Ct);
        await File.WriteAllTextAsync(
            Path.Combine(Policies, "stray.yaml"),
            ApprovalsScene.Policy("9", Rule).Replace("test-policy", "stray", StringComparison.Ordinal),
            ApprovalsScene.Ct
        );

        var id = Assert.Single(await scene.Get<SyncPolicies>().RunAsync(ApprovalsScene.Ct));
        Assert.Empty(await scene.Get<SyncPolicies>().RunAsync(ApprovalsScene.Ct));

        var view = (await scene.Get<GetPolicies>().ProposalAsync(id, ApprovalsScene.Ct)).Value;
        Assert.Equal(("test-policy", "1", ProposalState.Open), (view.Proposal.Policy, view.Proposal.Version, view.Proposal.State));
        var commit = (await GitAsync("rev-parse", "HEAD")).Trim();
        Assert.Equal($"commit {commit} of auc.yaml, signature verified", view.Origin);
        Assert.Equal("From the repository: Bound the AUC", view.Reason);
        Assert.Contains(writer.User!.Value.ToString(), string.Join(' ', view.AuthorPeople), StringComparison.Ordinal);
        Assert.Equal("0", (await scene.Get<GetPolicies>().ListAsync(ApprovalsScene.Ct)).Single(p => p.Name == "test-policy").Version);
        var made = Assert.Single(await scene.LogAsync("proposal.made"));
        Assert.Equal(("system:policy-sync", view.Origin), ((string?)made["actor"], (string?)made["data"]!["origin"]));
    }

    [Fact]
    public async Task Checkout_WithoutSignature_SaysSo_AndWhatWasRejectedDoesNotComeBack()
    {
        await InitAsync(signed: false);
        await CommitAsync("auc.yaml", ApprovalsScene.Policy("1", Rule), "Bound the AUC");
        await CommitAsync("broken.yaml", "kind: [", "Not a policy");
        await using var scene = await SceneAsync();
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);

        var id = Assert.Single(await scene.Get<SyncPolicies>().RunAsync(ApprovalsScene.Ct));
        Assert.EndsWith(
            "signature missing or not verified",
            (await scene.Get<GetPolicies>().ProposalAsync(id, ApprovalsScene.Ct)).Value.Origin,
            StringComparison.Ordinal
        );
        Assert.True(
            (
                await scene
                    .Get<DecideProposal>()
                    .RunAsync(risk, new(id, false, null, "Too strict", await scene.ProofAsync(risk)), ApprovalsScene.Ct)
            ).IsDone
        );
        Assert.Empty(await scene.Get<SyncPolicies>().RunAsync(ApprovalsScene.Ct));

        await CommitAsync("auc.yaml", ApprovalsScene.Policy("2", Rule.Replace("0.85", "0.82", StringComparison.Ordinal)), "Less strict");
        await CommitAsync(
            "auc_test.yaml",
            "apiVersion: governance/v1\nkind: PolicyTest\ncases:\n  - {name: none yet, input: GATE-0001, expect: {outcome: pass}}\n",
            "A test"
        );
        var next = Assert.Single(await scene.Get<SyncPolicies>().RunAsync(ApprovalsScene.Ct));
        Assert.Equal(1, (await scene.Get<GetPolicies>().ProposalAsync(next, ApprovalsScene.Ct)).Value.Proposal.TestCases);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private Task<ApprovalsScene> SceneAsync() =>
        ApprovalsScene.CreateAsync(configure: portal =>
        {
            portal.Settings["PolicySync:Folder"] = Policies;
            portal.Settings["PolicySync:AllowedSigners"] = Path.Combine(_root, "signers");
            portal.Settings["PolicySync:Minutes"] = "1440";
            // The test looks when it is ready; a look of the portal's own at its start would find the same.
            portal.Replace += services => services.RemoveAll<IHostedService>();
        });

    private async Task InitAsync(bool signed)
    {
        Directory.CreateDirectory(Policies);
        await GitAsync("init", "-q", "-b", "main");
        await GitAsync("config", "user.name", "Writer");
        await GitAsync("config", "user.email", "writer@bank.example");
        var signers = Path.Combine(_root, "signers");
        await File.WriteAllTextAsync(signers, "", ApprovalsScene.Ct);
        if (signed)
        {
            var key = Path.Combine(_root, "key");
            await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
            await File.WriteAllTextAsync(
                signers,
                $"writer@bank.example {await File.ReadAllTextAsync(key + ".pub", ApprovalsScene.Ct)}",
                ApprovalsScene.Ct
            );
            await GitAsync("config", "gpg.format", "ssh");
            await GitAsync("config", "user.signingkey", key);
            await GitAsync("config", "commit.gpgsign", "true");
        }
    }

    private async Task CommitAsync(string file, string text, string words)
    {
        await File.WriteAllTextAsync(Path.Combine(Policies, file), text, ApprovalsScene.Ct);
        await GitAsync("add", "policies/" + file);
        await GitAsync("commit", "-q", "-m", words);
    }

    private Task<string> GitAsync(params string[] arguments) => RunAsync("git", ["-C", Checkout, .. arguments]);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"Install {program} to run this test.");
        }

        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(ApprovalsScene.Ct),
            process.StandardError.ReadToEndAsync(ApprovalsScene.Ct)
        );
        await process.WaitForExitAsync(ApprovalsScene.Ct);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
