using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>
/// Keys used for what retires are revoked in one action, each with its own entry in the log; or they stay, with a reason.
/// </summary>
public sealed class SettleKeys(RetirementActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(
        Actor actor,
        RetirementId id,
        IReadOnlyList<string>? keys,
        bool revoke,
        string? reason,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "retirement.keys-settled",
            id,
            ifMatch,
            Permission.Retire,
            async (step, token) =>
            {
                var named = (keys ?? []).Select(k => k?.Trim().ToUpperInvariant() ?? "").ToList();
                if (
                    step.Retirement.Settle(
                        named,
                        revoke,
                        reason,
                        step.Context.Access.HeldRoles.Contains(Roles.Administrator),
                        await step.ReadAsync(token),
                        step.By,
                        step.Now
                    ) is
                    { } refusal
                )
                {
                    return refusal;
                }

                foreach (var name in revoke ? named.Distinct(StringComparer.Ordinal) : [])
                {
                    var key = DisplayId.TryParse<ApiKeyId>(name, out var parsed)
                        ? await step.Context.Db.ApiKeys.SingleAsync(k => k.Id == parsed, token)
                        : throw new InvalidOperationException($"{name} was settled but is not a key.");
                    key.Revoke(step.Now);
                    step.Context.Append(new AuditEvent("key.revoked", name, new JsonObject { ["retirement"] = id.ToString() }));
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent(
                        "retirement.keys-settled",
                        id.ToString(),
                        new JsonObject
                        {
                            ["revoked"] = revoke,
                            ["keys"] = new JsonArray([.. named.Distinct(StringComparer.Ordinal).Select(k => (JsonNode)k)]),
                        }
                    ),
                    revoke ? $"API keys revoked: {named.Count}." : $"API keys kept: {named.Count}.",
                    reason
                );
                return null;
            },
            ct
        );
}

/// <summary>Decides what happens to its data.</summary>
public sealed class DisposeData(RetirementActionRunner work)
{
    /// <summary>A piece of data.</summary>
    /// <param name="Kind"><c>artifact</c>, <c>dataset</c>, <c>decisions</c> or <c>held-out-set</c>.</param>
    /// <param name="Id">Its id.</param>
    public sealed record Named(string? Kind, string? Id);

    /// <summary>What is decided.</summary>
    /// <param name="Items">About what.</param>
    /// <param name="Choice"><c>keep</c>, <c>delete</c> or <c>hand-over</c>.</param>
    /// <param name="Until">Until when it is kept.</param>
    /// <param name="Basis">On what ground, or who takes it over.</param>
    public sealed record Command(IReadOnlyList<Named>? Items, string? Choice, DateOnly? Until = null, string? Basis = null);

    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(Actor actor, RetirementId id, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return work.RunAsync(
            actor,
            "retirement.data-disposed",
            id,
            ifMatch,
            Permission.Retire,
            async (step, token) =>
            {
                if (!WireName.TryParse<DispositionKind>(command.Choice, out var choice))
                {
                    return RetirementRefusals.DispositionUnknown;
                }

                List<(string Kind, string Id)> which = [.. (command.Items ?? []).Select(i => (i?.Kind ?? "", i?.Id ?? ""))];
                if (which.Find(w => w.Kind.Length > 32 || w.Id.Length > 400) is { Id: not null })
                {
                    return RetirementRefusals.DataUnknown(null);
                }

                if (
                    step.Retirement.Dispose(which, choice, command.Until, command.Basis, await step.ReadAsync(token), step.By, step.Now) is
                    { } refusal
                )
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent(
                        "retirement.data-disposed",
                        id.ToString(),
                        new JsonObject
                        {
                            ["choice"] = WireName.Of(choice),
                            ["until"] = command.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                            ["items"] = new JsonArray([.. which.Select(w => (JsonNode)$"{w.Kind} {w.Id}")]),
                        }
                    ),
                    choice switch
                    {
                        DispositionKind.Keep => $"Data to be kept: {RetirementEvents.Counted(which.Count, "data item")}.",
                        DispositionKind.Delete => $"Data to be deleted: {RetirementEvents.Counted(which.Count, "data item")}.",
                        _ => $"Data to be handed over: {RetirementEvents.Counted(which.Count, "data item")}.",
                    },
                    command.Basis
                );
                return null;
            },
            ct
        );
    }
}

/// <summary>Sets how long the records of what retires are kept.</summary>
public sealed class RetainRecords(RetirementActionRunner work, RetirementLibrary library)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(
        Actor actor,
        RetirementId id,
        DateTimeOffset? until,
        string? basis,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "retirement.retention-set",
            id,
            ifMatch,
            Permission.Retire,
            async (step, token) =>
            {
                var found = await step.ReadAsync(token);
                var (from, least) = Clock(found, library, step.Now);
                if (
                    step.Retirement.Retain(
                        from,
                        until ?? least ?? from,
                        string.IsNullOrWhiteSpace(basis) && least is not null ? library.Documents.Reference : basis,
                        least?.ToOffset(step.Now.Offset),
                        library.Documents.Reference
                    ) is
                    { } refusal
                )
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent(
                        "retirement.retention-set",
                        id.ToString(),
                        new JsonObject
                        {
                            ["from"] = CanonicalJson.Time(step.Retirement.RetentionFrom!.Value),
                            ["until"] = CanonicalJson.Time(step.Retirement.RetentionUntil!.Value),
                        }
                    ),
                    "Retention of its records set.",
                    basis
                );
                return null;
            },
            ct
        );

    /// <summary>From when the law counts, and until when it asks records to be kept; null where it asks for nothing.</summary>
    internal static (DateTimeOffset From, DateTimeOffset? Least) Clock(
        RetirementFindings found,
        RetirementLibrary library,
        DateTimeOffset now
    )
    {
        var from = found.PlacedAt ?? now;
        return (from, found.IsHighRisk ? from.AddMonths(library.Documents.Months) : null);
    }
}
