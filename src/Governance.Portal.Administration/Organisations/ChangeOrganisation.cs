using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Organisations;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Organisations;

/// <summary>
/// Says who the organisation is. Documents for authorities name it as their provider and its seal bears its name, so that a person proves
/// afresh who they are.
/// </summary>
public sealed class ChangeOrganisation(ActionRunner runner, ReadOrganisation organisations, OrganisationZone zone)
{
    /// <summary>The act, as the log names it.</summary>
    public const string Action = "organisation.changed";

    /// <summary>Runs it. Documents that were made stay as they are.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="details">The whole of it: what is left out is taken away.</param>
    /// <param name="ifMatch">The revision the caller insists on; 0 before it is named.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<int>> RunAsync(Actor actor, OrganisationDetails details, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(details);
        var changed = await runner.RunAsync<int>(
            actor,
            new Attempt(Action, Organisation.Subject, Permission.Administer) { WidensRights = true },
            async (context, token) =>
            {
                var known = await context.Db.Organisations.SingleOrDefaultAsync(token);
                if (ETags.Refuses(ifMatch, known?.Revision ?? 0) is { } stale)
                {
                    return stale;
                }

                var organisation = known ?? Organisation.New();
                var fields = organisation.Change(details, actor.User, context.Now);
                if (fields.Refusal is { } refusal)
                {
                    return refusal;
                }

                if (known is null)
                {
                    context.Db.Organisations.Add(organisation);
                }

                context.Append(
                    new AuditEvent(
                        Action,
                        Organisation.Subject,
                        new JsonObject
                        {
                            ["fields"] = new JsonArray([.. fields.Value.Select(f => (JsonNode)f)]),
                            ["revision"] = organisation.Revision,
                        }
                    )
                );
                return organisation.Revision;
            },
            ct
        );
        if (changed.IsDone)
        {
            // Today is another day at once where the zone is another.
            zone.Zone = (await organisations.RunAsync(ct)).Zone;
        }

        return changed;
    }
}
