using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>Someone outside keeps the log's checkpoints.</summary>
internal sealed class WatchStep(IOptions<WatchOptions> watch) : ISetupStep
{
    public int Number => 7;

    public bool IsRequired => false;

    public Permission Permission => Permission.Administer;

    public Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct) =>
        Task.FromResult(
            new SetupStep(
                "Keep checkpoints outside this host",
                "Have someone else keep the log's checkpoints, so that no one with access to this host can rewrite the log unnoticed.",
                "Open Audit log",
                "/audit",
                watch.Value is not { Anchors.Length: 0, Witnesses.Length: 0 }
            )
            {
                Missing = watch.Value is { Anchors.Length: 0, Witnesses.Length: 0 } ? ["Audit__Anchors", "Audit__Witnesses"] : [],
            }
        );
}
