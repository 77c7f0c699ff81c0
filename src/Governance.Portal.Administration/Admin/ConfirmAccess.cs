using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Portal.Administration.Admin;

/// <summary>A second person says that access which weighs is what it should be: from then on it counts.</summary>
public sealed class ConfirmAccess(ActionRunner runner)
{
    /// <summary>The action of a role that counts from here on.</summary>
    public const string RoleConfirmed = "role.confirmed";

    /// <summary>The action of a link that opens from here on.</summary>
    public const string LinkConfirmed = "link.confirmed";

    /// <summary>Confirms what waits.</summary>
    /// <param name="actor">Who: an administrator or a risk officer who is neither giver nor concerned, with a fresh proof; or the
    /// host.</param>
    /// <param name="user">Whose access.</param>
    /// <param name="what">A role id or what of <see cref="GivenAccess"/>; null for all that waits and that they may confirm.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<UserId>> RunAsync(Actor actor, UserId user, string? what, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt(
            ActionOf(what ?? ""),
            user.ToString(),
            actor.Kind is ActorKind.Host ? Permission.Administer : Permission.ConfirmAccess
        )
        {
            WidensRights = true,
            Decides = true,
        };
        return runner.RunAsync(actor, attempt, (context, token) => ConfirmAsync(context, user, what, token), ct);
    }

    private static async Task<Result<UserId>> ConfirmAsync(ActionContext context, UserId user, string? what, CancellationToken ct)
    {
        if (await context.Db.LockUserForUpdateAsync(user.Number, ct) is not { } row)
        {
            return AdminRefusals.UnknownUser;
        }

        var onHost = context.Access.Actor.Kind is ActorKind.Host;
        var refusal = AccessConfirmation.NothingWaits;
        var confirmed = 0;
        foreach (
            var grant in (await AccessGivers.WaitingAsync(context.Db, user, context.Now, ct)).Where(g => what is null || g.What == what)
        )
        {
            if (!onHost && await RefusesAsync(context, grant, ct) is { } unfit)
            {
                refusal = unfit;
                continue;
            }

            grant.Confirm(context.Access.Person, context.Now, onHost);
            context.Append(
                new AuditEvent(
                    ActionOf(grant.What),
                    user.ToString(),
                    new JsonObject
                    {
                        ["what"] = grant.What,
                        ["givenBy"] = grant.By?.ToString(),
                        ["givenAt"] = CanonicalJson.Time(grant.At),
                    }
                )
            );
            confirmed++;
            if (grant.What == GivenAccess.SignOn)
            {
                row.PasswordResetAt = context.Now; // from now on it opens: what is signed within a day is marked
            }
        }

        return confirmed > 0 ? user : refusal;
    }

    private static async Task<Refusal?> RefusesAsync(ActionContext context, AccessGrant grant, CancellationToken ct)
    {
        if (context.Access.Person is not { } person)
        {
            return AccessConfirmation.OneHand;
        }

        var apart = await SeparationReader.OfAccessAsync(
            context.Db,
            new[] { person, grant.User, grant.By ?? person }.Distinct(),
            grant.At,
            ct
        );
        return AccessConfirmation.Refuses(person, grant.User, grant.By, apart);
    }

    private static string ActionOf(string what) => what is GivenAccess.Link or GivenAccess.SignOn ? LinkConfirmed : RoleConfirmed;
}
