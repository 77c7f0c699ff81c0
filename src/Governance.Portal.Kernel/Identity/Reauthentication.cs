using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Lets a signed-in person prove again who they are, for one decision. Too many wrong passwords end the session they were entered in.
/// </summary>
public sealed partial class Reauthentication(
    PasswordGate passwords,
    PasskeyGate passkeys,
    ReauthenticationService proofs,
    ActionRunner runner
)
{
    private const string Action = "session.reauthenticated";

    /// <param name="Password">The account's password.</param>
    /// <param name="Address">From where; null when it is not known (an open page).</param>
    /// <param name="Decision">What the proof is for, or null for any decision.</param>
    public sealed record Command(string? Password, string? Address, BoundDecision? Decision)
    {
        /// <summary>The one-time code, for accounts that have a second step.</summary>
        public string? Code { get; init; }

        /// <summary>A passkey's answer in place of the password.</summary>
        public PasskeyAnswer? Passkey { get; init; }

        /// <summary>What the proof is for where it is no decision on a promotion: it serves nothing else. Null for anything.</summary>
        public string? Act { get; init; }

        /// <summary>A proof already given at the organisation's provider, in place of the password; checked when it is used.</summary>
        public string? Given { get; init; }
    }

    /// <summary>A passkey's answer.</summary>
    /// <param name="State">What was sealed with the challenge.</param>
    /// <param name="Credential">The answer.</param>
    /// <param name="Site">The portal in the browser.</param>
    public sealed record PasskeyAnswer(string? State, JsonElement Credential, PasskeySite Site);

    /// <summary>A decision a proof is bound to.</summary>
    /// <param name="Promotion">The promotion.</param>
    /// <param name="Role">The slot.</param>
    /// <param name="Decision">The decision.</param>
    /// <param name="BundleDigest">The bundle decided on.</param>
    public sealed record BoundDecision(PromotionId Promotion, SignOffRole Role, SignOffDecision Decision, string BundleDigest);

    /// <summary>Answers a proof for the session the actor is in.</summary>
    public async Task<Result<Proof>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        if (actor.User is not { } user || actor.Session is not { } session)
        {
            await runner.RefusedAsync(actor, new Attempt(Action, actor.Id, null), SessionRefusals.NotForKeys, ct);
            return SessionRefusals.NotForKeys;
        }

        var boundTo = command.Decision is { } d
            ? ReauthenticationService.Binding(d.Promotion, d.Role, d.Decision, d.BundleDigest)
            : command.Act;
        if (command.Given is { Length: > 0 } given)
        {
            // One that does not hold is left to the act, which says and logs so.
            if (boundTo is not null && await proofs.ExchangeAsync(given, actor, boundTo, ct) is { IsDone: true } exchanged)
            {
                return exchanged;
            }

            return new Proof(given, default);
        }

        var address = command.Address ?? $"user {user}";
        if (command.Passkey is { } passkey)
        {
            var answer = new PasskeyAttempt(
                Action,
                PasskeyPurpose.Reauthenticate(user, session),
                passkey.State,
                passkey.Credential,
                passkey.Site,
                address,
                actor
            );
            return await passkeys.RunAsync<Proof>(
                answer,
                (db, _, now, _) => Task.FromResult(Prove(db, actor, user, session, "passkey", boundTo, now)),
                ct
            );
        }

        if (string.IsNullOrEmpty(command.Password) || command.Password.Length > 512)
        {
            return Refusal.Field("session.password-missing", "password", $"Enter your password.");
        }

        var attempt = new PasswordAttempt(Action, null, user, command.Password, address, actor) { Code = command.Code };
        var outcome = await passwords.RunAsync<Proof>(
            attempt,
            (db, _, now, method, _) => Task.FromResult(Prove(db, actor, user, session, method, boundTo, now)),
            ct
        );
        return outcome.Refusal == PasswordGate.Wrong ? WrongPassword : outcome;
    }

    /// <summary>A challenge for a passkey of the person who is signed in.</summary>
    public async Task<Result<PasskeyOptionsView>> AskAsync(Actor actor, PasskeySite site, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is { } user && actor.Session is { } session)
        {
            return await passkeys.AskAsync(PasskeyPurpose.Reauthenticate(user, session), site, ct);
        }

        await runner.RefusedAsync(actor, new Attempt(Action, actor.Id, null), SessionRefusals.NotForKeys, ct);
        return SessionRefusals.NotForKeys;
    }

    private Result<Proof> Prove(
        GovernanceDbContext db,
        Actor actor,
        UserId user,
        string session,
        string method,
        string? boundTo,
        DateTimeOffset now
    )
    {
        db.Append(new AuditEvent(Action, user.ToString(), new JsonObject { ["method"] = method, ["session"] = session }), actor, now);
        return proofs.Issue(db, user, session, method, boundTo);
    }

    private static Refusal WrongPassword { get; } =
        new(
            "session.reauthentication-refused",
            $"The password or the code is wrong, or the account cannot be used now. Nothing was signed.",
            RefusalKind.Unauthenticated
        );
}
