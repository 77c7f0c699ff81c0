using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Calendars;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Calendar;

/// <summary>Makes a person's calendar address, which reads in the role in force; the one before stops working.</summary>
public sealed class MakeCalendarAddress(ActionRunner runner)
{
    private const int SecretBytes = 32;

    /// <summary>The digest under which a secret is stored.</summary>
    public static string DigestOf(string secret) => Sha256Hex.Of(Encoding.UTF8.GetBytes(secret));

    /// <summary>Runs the action: the secret, which is shown once and stored nowhere.</summary>
    public async Task<Result<string>> RunAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var made = await runner.RunAsync<bool>(
            actor,
            new Attempt("calendar.address-made", actor.User?.ToString() ?? "calendar", Permission.ReadOverview),
            async (context, token) =>
            {
                if (context.Access is not { Actor.Kind: ActorKind.User, Person: { } person, Role: { } role })
                {
                    return IdentityRefusals.Missing(context.Access, Permission.ReadOverview);
                }

                var feed = await context.Db.CalendarFeeds.SingleOrDefaultAsync(f => f.Person == person, token);
                if (feed is null)
                {
                    feed = CalendarFeed.Of(person, role, DigestOf(secret), context.Now);
                    context.Db.CalendarFeeds.Add(feed);
                }
                else
                {
                    feed.Renew(role, DigestOf(secret), context.Now);
                }

                context.Append(new AuditEvent("calendar.address-made", feed.AuditSubject, new JsonObject { ["role"] = role }));
                return true;
            },
            ct
        );
        return made.Refusal is { } refusal ? refusal : secret;
    }
}
