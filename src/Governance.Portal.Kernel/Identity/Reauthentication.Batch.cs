using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Identity;

/// <content>One confirmation for a list of decisions.</content>
public sealed partial class Reauthentication
{
    /// <summary>The list a person confirms with one entry of their password.</summary>
    public const string BatchConfirmed = "promotion.batch-confirmed";

    /// <summary>
    /// Answers a proof for each decision of the batch, in its order. Each is bound to its own promotion, slot, decision, bundle and place
    /// in this list, serves once and lives as long as any other. The list itself is an entry of the log.
    /// </summary>
    /// <param name="actor">Who confirms.</param>
    /// <param name="command">Password and code, or a proof given at the provider. A passkey signs each statement itself and needs none of
    /// these.</param>
    /// <param name="batch">What is confirmed.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<Proof>>> RunBatchAsync(Actor actor, Command command, SignOffBatch batch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(batch);
        if (actor.User is not { } user || actor.Session is not { } session)
        {
            await runner.RefusedAsync(actor, new Attempt(Action, actor.Id, null), SessionRefusals.NotForKeys, ct);
            return SessionRefusals.NotForKeys;
        }

        if (command.Given is { Length: > 0 } given)
        {
            return await ExchangeAsync(actor, user, session, given, batch, ct);
        }

        if (string.IsNullOrEmpty(command.Password) || command.Password.Length > 512)
        {
            return Refusal.Field("session.password-missing", "password", $"Enter your password.");
        }

        var attempt = new PasswordAttempt(Action, null, user, command.Password, command.Address ?? $"user {user}", actor)
        {
            Code = command.Code,
        };
        var outcome = await passwords.RunAsync<IReadOnlyList<Proof>>(
            attempt,
            (db, _, now, method, _) =>
            {
                db.Append(
                    new AuditEvent(Action, user.ToString(), new JsonObject { ["method"] = method, ["session"] = session }),
                    actor,
                    now
                );
                db.Append(Confirmed(user, batch, method), actor, now);
                return Task.FromResult(Result<IReadOnlyList<Proof>>.Done(proofs.Issue(db, user, session, method, batch)));
            },
            ct
        );
        return outcome.Refusal == PasswordGate.Wrong ? WrongPassword : outcome;
    }

    /// <summary>Notes the list that is about to be signed statement by statement with a passkey.</summary>
    public Task<Result<Done>> NoteBatchAsync(Actor actor, SignOffBatch batch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(batch);
        return runner.RunAsync<Done>(
            actor,
            new Attempt(BatchConfirmed, actor.Id, Permission.ReadApprovals),
            (context, _) =>
            {
                if (context.Access.Person is not { } person || actor.Session is null)
                {
                    return Task.FromResult<Result<Done>>(SessionRefusals.NotForKeys);
                }

                context.Append(Confirmed(person, batch, "passkey"));
                return Task.FromResult<Result<Done>>(Done.Instance);
            },
            ct
        );
    }

    // The provider's proof is used up by this, as by any decision; what comes out lives no longer than it would have.
    private async Task<Result<IReadOnlyList<Proof>>> ExchangeAsync(
        Actor actor,
        UserId user,
        string session,
        string given,
        SignOffBatch batch,
        CancellationToken ct
    )
    {
        var proven = await proofs.ConsumeAsync(given, actor, $"batch:{batch.Sha256}", ct);
        if (!proven.IsDone)
        {
            await runner.RefusedAsync(actor, new Attempt(BatchConfirmed, user.ToString(), null), proven.Refusal, ct);
            return proven.Refusal;
        }

        return await runner.RunAsync<IReadOnlyList<Proof>>(
            actor,
            new Attempt(BatchConfirmed, user.ToString(), Permission.ReadApprovals),
            (context, _) =>
            {
                context.Append(Confirmed(user, batch, proven.Value.Method));
                return Task.FromResult(
                    Result<IReadOnlyList<Proof>>.Done(proofs.Issue(context.Db, user, session, proven.Value.Method, batch, proven.Value.At))
                );
            },
            ct
        );
    }

    private static AuditEvent Confirmed(UserId user, SignOffBatch batch, string method) =>
        new(
            BatchConfirmed,
            user.ToString(),
            new JsonObject
            {
                ["batchSha256"] = batch.Sha256,
                ["count"] = batch.Decisions.Count,
                ["method"] = method,
                ["decisions"] = batch.ToJson(),
            }
        );
}
