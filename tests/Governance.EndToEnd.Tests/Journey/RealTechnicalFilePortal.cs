using System.Text.Json.Nodes;
using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>
/// The same, of the real credit model. Its groups differ by more than the samples' policy lets pass, so only the built-in baseline is in
/// force.
/// </summary>
public sealed class RealTechnicalFilePortal : TechnicalFilePortal
{
    protected override async ValueTask PrepareAsync()
    {
        if (RealCredit.Folder is not null)
        {
            await base.PrepareAsync();
        }
    }

    protected override async Task DeployAsync(Bank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        var real = new RealCredit(RealCredit.Folder!);
        await bank.RegisterVersionAsync(real.Manifest(), real.Artifact);
        foreach (var (kind, payload) in await real.EvidenceAsync(CancellationToken.None))
        {
            await bank.AddEvidenceAsync(RealCredit.Version, payload, kind, "governance analyze");
        }

        await bank.AddEvidenceAsync(
            RealCredit.Version,
            new JsonObject { ["regions"] = new JsonObject { ["hosting"] = new JsonArray("eu-west-1") } },
            "other",
            "pipeline"
        );
        await ReleaseAsync(bank, RealCredit.Version, real.Log);
    }
}
