using System.Text.Json.Nodes;
using Governance.Analytics.Io;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Contracts;
using Governance.Scoring;
using Governance.Scoring.Prompts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Validation;

/// <summary>
/// Puts the file of a held-out set on record: rows, or a suite of prompts. It is kept only when a version of the model declares a dataset
/// of role test with its digest.
/// </summary>
public sealed class StoreHeldOutSet(
    ActionRunner runner,
    ContentStore store,
    IOptions<ScheduledValidationOptions> options,
    DeclaredNullValues nullValues
)
{
    private const string Action = "held-out-set.stored";

    /// <summary>Takes the bytes.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="ct">Cancels; nothing is kept.</param>
    public async Task<Result<HeldOutSetId>> RunAsync(Actor actor, string model, string? name, Stream bytes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt(Action, ModelName.IsModel(model) ? model : "model", Permission.ScheduleValidation);
        // Whether it may be stored at all is asked before the bytes are taken in.
        var asked = await runner.RunAsync<Done>(
            actor,
            attempt,
            async (context, token) => await KnownAsync(context, model, token) ? Done.Instance : ModelRefusals.NotFound(model),
            ct
        );
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        var limit = options.Value.MaxDataBytes;
        var received = await store.ReceiveAsync(bytes, limit, "ScheduledValidation__MaxDataBytes", actor, ct);
        if (received.Refusal is { } tooLarge)
        {
            return tooLarge;
        }

        await using var incoming = received.Value;
        var held = await HeldAsync(incoming, name, ct);
        if (held.Refusal is { } unreadable)
        {
            return unreadable;
        }

        if (await incoming.StageAsync(ct) is { } away)
        {
            return away;
        }

        return await runner.RunAsync<HeldOutSetId>(
            actor,
            attempt,
            (context, token) => RecordAsync(context, model, name, incoming, held.Value, token),
            ct
        );
    }

    private static async Task<bool> KnownAsync(ActionContext context, string model, CancellationToken ct) =>
        ModelName.IsModel(model) && await context.Db.Models.AnyAsync(m => m.Name == model, ct);

    // What is in the file says what it is: its first line names a suite of prompts, or it has rows.
    private async Task<Result<Held>> HeldAsync(ContentStore.Incoming incoming, string? name, CancellationToken ct)
    {
        try
        {
            await using var stream = incoming.OpenRead();
            if (await SuiteReader.ReadAsync(stream, string.IsNullOrWhiteSpace(name) ? "The file" : name, ct) is { } suite)
            {
                return new Held(suite.Prompts.Count, true);
            }
        }
        catch (ScoringException problem)
        {
            return ValidationRefusals.SuiteNotReadable(Sentence.Ours(problem.Message));
        }

        var rows = await RowsAsync(incoming, ct);
        return rows.Refusal is { } notRows ? notRows : new Held(rows.Value, false);
    }

    private async Task<Result<long>> RowsAsync(ContentStore.Incoming incoming, CancellationToken ct)
    {
        await using var stream = incoming.OpenRead();
        try
        {
            return
                (await TableReader.ReadAsync(stream, new TabularReadOptions { NullValues = nullValues.Values }, ct)).RowCount
                    is > 0
                        and var rows
                ? rows
                : ValidationRefusals.NotRows($"it has none.");
        }
        catch (TabularFormatException problem)
        {
            return ValidationRefusals.NotRows(Sentence.Ours(problem.Message));
        }
    }

    private static async Task<Result<HeldOutSetId>> RecordAsync(
        ActionContext context,
        string model,
        string? name,
        ContentStore.Incoming incoming,
        Held held,
        CancellationToken ct
    )
    {
        var sha256 = incoming.Content.Sha256;
        await context.Db.LockModelAsync(model, ct);
        if (
            await context.Db.HeldOutSets.SingleOrDefaultAsync(s => s.Model == model && s.Sha256 == sha256 && s.RemovedAt == null, ct) is
            { } there
        )
        {
            await incoming.KeepAsync(ct); // repairs what the disk may have lost
            return there.Id;
        }

        // What only a retired version declares is wanted for nothing any more.
        var db = context.Db;
        var declared = await db.RegisteredDatasets.AnyAsync(
            d =>
                d.Model == model
                && d.Role == "test"
                && d.Sha256 == sha256
                && db.Versions.Any(v => v.Model == model && v.Version == d.Version && v.Stage != Stage.Retired),
            ct
        );
        var stored = HeldOutSet.Store(
            await context.Db.NextIdAsync<HeldOutSetId>(ct),
            model,
            (sha256, incoming.Content.SizeBytes, held.Count),
            name,
            declared,
            (context.Access.Actor.Id, context.Access.PrintedName),
            context.Now,
            held.IsPromptSuite
        );
        if (!stored.IsDone)
        {
            return stored.Refusal;
        }

        // Kept before the commit: bytes without a row do no harm under their own digest, a row without bytes would lie.
        await incoming.KeepAsync(ct);
        context.Db.HeldOutSets.Add(stored.Value);
        context.Append(
            new AuditEvent(
                Action,
                stored.Value.Id.ToString(),
                new JsonObject
                {
                    ["model"] = model,
                    ["sha256"] = sha256,
                    ["sizeBytes"] = incoming.Content.SizeBytes,
                    ["rows"] = held.Count,
                }
            )
            {
                Covers = [model],
            }
        );
        return stored.Value.Id;
    }

    /// <summary>What is in a file.</summary>
    /// <param name="Count">Its rows or prompts.</param>
    /// <param name="IsPromptSuite">Whether they are prompts.</param>
    private sealed record Held(long Count, bool IsPromptSuite);
}
