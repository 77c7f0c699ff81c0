using System.Diagnostics;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Policies;
using Governance.Testing;

namespace Governance.Portal.Tests.Policies;

/// <summary>
/// The script that plays a whole delivery (integrations/rehearsal.sh), against a running portal and with the real command line. Every run
/// has the steps one by one: PermitTests and AdmissionTests here, the commands in Governance.Cli.Tests.
/// </summary>
public sealed class RehearsalTests
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    [WholeFact]
    public async Task Rehearsal_OfAWholeDelivery_EndsAsItShould()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var cli = Path.Combine(s_root, "src/Governance.Cli/bin", configuration, "net10.0");
        Assert.SkipUnless(
            !OperatingSystem.IsWindows() && File.Exists(Path.Combine(cli, "governance")),
            "Build src/Governance.Cli to run this test."
        );
        await using var portal = new PortalFactory();
        portal.UseKestrel(0);
        portal.StartServer();
        foreach (
            var (email, role) in new[]
            {
                ("security@test.example", Roles.SecurityReviewer),
                ("legal@test.example", Roles.LegalReviewer),
                ("owner@test.example", Roles.ModelOwner),
            }
        )
        {
            await portal.CreateUserAsync(email, role);
        }

        var key = await portal.CreateKeyClientAsync(
            await portal.CreateUserAsync("engineer@test.example", Roles.Engineer),
            Scopes.RegistryWrite,
            Scopes.GateRead
        );
        var policy = await File.ReadAllBytesAsync(Path.Combine(s_root, "samples/policy.yaml"), TestContext.Current.CancellationToken);
        Assert.True(
            (await portal.Get<ActivatePolicy>().RunAsync(Actor.Host, policy, "policy.yaml", TestContext.Current.CancellationToken)).IsDone
        );

        var (code, said) = await RunAsync(
            new()
            {
                ["PATH"] = $"{cli}:{Environment.GetEnvironmentVariable("PATH")}",
                ["GOVERNANCE_SERVER"] = portal.ClientOptions.BaseAddress.ToString(),
                ["GOVERNANCE_API_KEY"] = key.DefaultRequestHeaders.Authorization!.Parameter!,
                ["GOVERNANCE_PASSWORD"] = PortalFactory.Password,
                ["SECURITY"] = "security@test.example",
                ["LEGAL"] = "legal@test.example",
                ["OWNER"] = "owner@test.example",
            },
            Path.Combine(s_root, "integrations/rehearsal.sh"),
            "rehearsed-model",
            Path.Combine(s_root, "samples"),
            Path.Combine(portal.Folder, "rehearsal")
        );

        Assert.True(code == 0, said);
        Assert.EndsWith("-- All of it as it should be", said.TrimEnd(), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        foreach (var tool in (string[])["jq", "curl"])
        {
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))),
                $"Install {tool} to run this test."
            );
        }

        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        foreach (var (name, value) in environment)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.Start();
        var ct = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await errors + await output);
    }
}
