using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// Signs in a person whom the provider has just named: finds or makes their account, makes their roles those of their groups, opens a
/// session.
/// </summary>
internal sealed partial class ProviderSignIn(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ActionRunner runner,
    AccountGate gate,
    PasskeyChallenges challenges,
    OpenSession sessions,
    Accounts accounts,
    IOptions<SingleSignOnOptions> options,
    ILogger<ProviderSignIn> logger
)
{
    /// <summary>How the log, sessions and signatures name this way of showing who one is.</summary>
    public const string Method = SingleSignOnOptions.SessionMethod;

    /// <param name="Person">The person.</param>
    /// <param name="Nonce">The nonce of this sign-in: good once.</param>
    /// <param name="Address">From where.</param>
    /// <param name="Replaces">The session this one takes the place of, when the browser had one.</param>
    /// <param name="From">The browser, as far as it is kept.</param>
    public sealed record Command(ProviderPerson Person, string Nonce, string Address, string? Replaces, SessionOrigin From);

    public async Task<Result<OpenedSession>> RunAsync(Command command, CancellationToken ct)
    {
        var person = command.Person;
        await WarnAsync(ct);
        var account = await FindAsync(person, ct) is { } known ? Result<UserId>.Done(known) : await MakeAsync(person, ct);
        if (account.Refusal is { } refusal)
        {
            return refusal;
        }

        return await gate.RunAsync(
            new Presented(
                "session.refused",
                $"identity {IdentityLinks.Sha256(person.Issuer, person.Subject)}",
                account.Value.Number,
                command.Address,
                Actor.Anonymous(PasswordGate.Trace),
                ProviderRefusals.AccountClosed
            )
            {
                Entrance = Entrance.Credential,
            },
            async (db, user, now, token) =>
            {
                // Asked again with the account taken. An account for emergencies is opened by what is kept in the safe, not from outside.
                var link = await db.ProviderIdentities.SingleOrDefaultAsync(
                    i => i.Issuer == person.Issuer && i.Subject == person.Subject && i.User == user.UserId,
                    token
                );
                if (
                    link is null
                    || user.BreakGlass
                    || await AccessGivers.SignOnWaitsAsync(db, user.UserId, token)
                    || !await challenges.AnswerAsync(db, Encoding.ASCII.GetBytes(command.Nonce), token)
                )
                {
                    return Holding.No;
                }

                link.LastUsedAt = now;
                return Holding.Yes;
            },
            async (db, user, now, token) =>
            {
                var change = await ProvidedRoles.ApplyAsync(db, user, options.Value.Lines(), person.Groups, now, token);
                if (change.Held.Count > 0)
                {
                    return await sessions.OpenAsync(
                        new(null, command.Replaces, Method, command.From)
                        {
                            Held = change.Held,
                            ProviderSession = person.Session is { } session ? IdentityLinks.Sha256(person.Issuer, session) : null,
                        },
                        db,
                        user,
                        now,
                        token
                    );
                }

                db.Append(
                    new AuditEvent("session.refused", user.UserId.ToString(), new JsonObject { ["code"] = ProviderRefusals.NoRole.Code })
                    {
                        Refused = true,
                    },
                    Actor.OfUser(user.UserId, null, null, PasswordGate.Trace),
                    now
                );
                return ProviderRefusals.NoRole;
            },
            ct
        );
    }

    // The configuration is read before there is a database, so that a system is missing is known only now.
    private async Task WarnAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if ((await ProvidedRoles.ReadAsync(db, options.Value.Lines(), ct)).Missing is { Count: > 0 } missing)
        {
            LogMissing(string.Join(", ", missing));
        }
    }

    [LoggerMessage(
        1324,
        LogLevel.Warning,
        "SingleSignOn__RoleMapping names AI systems that are not registered: {Systems}. No one is granted a role for them"
    )]
    private partial void LogMissing(string systems);

    private async Task<UserId?> FindAsync(ProviderPerson person, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await IdentityLinks.OwnerAsync(db, person.Issuer, person.Subject, ct);
    }

    private async Task<Result<UserId>> MakeAsync(ProviderPerson person, CancellationToken ct) =>
        await runner.RunAsync<UserId>(
            ProvidedRoles.Giver,
            new Attempt("user.created", "user", null),
            async (context, token) =>
            {
                // Someone may be signing in for the first time in two windows.
                if (await IdentityLinks.OwnerAsync(context.Db, person.Issuer, person.Subject, token) is { } made)
                {
                    return made;
                }

                var email = person.Email?.Trim();
                var normalised = email is null ? null : accounts.Normalise(email);
                if (normalised is not null && await context.Db.Users.AnyAsync(u => u.NormalizedEmail == normalised, token))
                {
                    return ProviderRefusals.EmailTaken;
                }

                if (!options.Value.CreateAccounts)
                {
                    return ProviderRefusals.NoAccount;
                }

                if (
                    RoleMapping
                        .Change((await ProvidedRoles.ReadAsync(context.Db, options.Value.Lines(), token)).Lines, person.Groups, [], [])
                        .Granted.Count == 0
                )
                {
                    return ProviderRefusals.NoRole;
                }

                return CreateUser.IsEmail(email) ? await CreateAsync(context, person, email!, token) : ProviderRefusals.NoEmail;
            },
            ct
        );

    private async Task<Result<UserId>> CreateAsync(ActionContext context, ProviderPerson person, string email, CancellationToken ct)
    {
        var id = await context.Db.NextIdAsync<UserId>(ct);
        var name = NameText.Without(person.Name ?? "");
        var user = new User
        {
            Id = id.Number,
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            LockoutEnabled = true,
            PrintedName = await PrintedNames.MakeDistinctAsync(
                context.Db,
                name.Length is > 0 and <= 200 ? name : CreateUser.NameOf(email),
                id,
                ct
            ),
            CreatedAt = context.Now,
        };
        using var users = accounts.In(context.Db);
        if (await users.CreateAsync(user) is { Succeeded: false } failed)
        {
            return Refusal.Field("user.invalid", "email", Sentence.Verbatim(string.Join(' ', failed.Errors.Select(e => e.Description))));
        }

        context.Append(new AuditEvent("user.created", id.ToString(), new JsonObject { ["invited"] = false, ["from"] = "provider" }));
        await AccessGivers.ProvideAsync(context.Db, id, GivenAccess.Account, context.Now, ct);
        return
            await IdentityLinks.LinkAsync(context.Db, ProvidedRoles.Giver, id, person.Issuer, person.Subject, context.Now, ct)
                is { } refusal
            ? refusal
            : id;
    }
}
