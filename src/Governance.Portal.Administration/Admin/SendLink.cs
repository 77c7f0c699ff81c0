using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;

namespace Governance.Portal.Administration.Admin;

/// <summary>Makes a one-time link with which a person sets a new password. An administrator never sets one.</summary>
public sealed class SendLink(ActionRunner runner)
{
    /// <summary>Answers the link; it is shown once.</summary>
    public async Task<Result<OneTimeLink>> RunAsync(Actor actor, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt("user.link-sent", user.ToString(), Permission.Administer) { WidensRights = true };
        if (actor.Kind is ActorKind.Key)
        {
            await runner.RefusedAsync(actor, attempt, AdminRefusals.NotForKeys, ct);
            return AdminRefusals.NotForKeys;
        }

        return await runner.RunAsync<OneTimeLink>(
            actor,
            attempt,
            async (context, ct) =>
            {
                var row = await context.Db.LockUserForUpdateAsync(user.Number, ct);
                if (row is null || row.DisabledAt is not null)
                {
                    return AdminRefusals.UnknownUser;
                }

                await AccessGivers.GiveAsync(context.Db, user, GivenAccess.Link, context.Access, context.Now, ct);
                var link = await OneTimeLinks.IssueAsync(context.Db, user, context.Now, ct);
                context.Append(
                    new AuditEvent("user.link-sent", user.ToString(), new JsonObject { ["expiresAt"] = CanonicalJson.Time(link.ExpiresAt) })
                );
                return link;
            },
            ct
        );
    }
}
