using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>The author of a proposed version of a playbook takes it back.</summary>
public sealed class WithdrawPlaybook(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<PlaybookVersionId>> RunAsync(Actor actor, PlaybookVersionId id, CancellationToken ct) =>
        runner.RunAsync<PlaybookVersionId>(
            actor,
            new Attempt("playbook.withdrawn", id.ToString(), Permission.ProposePlaybook),
            async (context, token) =>
            {
                if (await context.Db.PlaybookVersions.SingleOrDefaultAsync(p => p.Id == id, token) is not { } version)
                {
                    return PlaybookRefusals.NotFound;
                }

                if (version.Withdraw(context.Access.Person, context.Now) is { } refusal)
                {
                    return refusal;
                }

                PlaybookEvents.Append(context, "playbook.withdrawn", version, []);
                return id;
            },
            ct
        );
}
