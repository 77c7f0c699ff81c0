using System.ComponentModel;
using System.Globalization;
using System.Text;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Governance.Portal.Administration.Audit;

/// <summary>Checkpoint, proofs and receipts over HTTP, as their public specifications say.</summary>
internal static class ProofsApi
{
    private const string PlainText = "text/plain; charset=utf-8";

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/audit").WithTags("Audit");
        Refuses(
            group
                .MapGet("/checkpoint", CheckpointAsync)
                .RequirePermission(Permission.ReadAudit)
                .WithName("GetCheckpoint")
                .WithSummary("Read the newest checkpoint")
                .WithDescription(
                    "A signed note (C2SP signed-note, tlog-checkpoint): origin, size, base64 root, blank line, signatures. A "
                        + "new one is signed about every second while there are new entries. Keep it outside the portal: later "
                        + "states of the log are compared with it."
                )
                .Produces(StatusCodes.Status200OK, contentType: "text/plain"),
            401,
            403,
            404
        );
        Refuses(
            group
                .MapGet("/proof/inclusion", InclusionAsync)
                .RequirePermission(Permission.ReadAudit)
                .WithName("ProveInclusion")
                .WithSummary("Prove that an entry is in the log")
                .WithDescription(
                    "The audit path of RFC 6962 section 2.1.1 as base64 hashes, from the leaf's sibling up. Example: ?index=17&size=200"
                ),
            401,
            403,
            404,
            422,
            503
        );
        Refuses(
            group
                .MapGet("/proof/consistency", ConsistencyAsync)
                .RequirePermission(Permission.ReadAudit)
                .WithName("ProveConsistency")
                .WithSummary("Prove that the log extends an earlier state")
                .WithDescription(
                    "The consistency proof of RFC 6962 section 2.1.2 as base64 hashes; empty for equal sizes. Example: ?from=150&to=200"
                ),
            401,
            403,
            404,
            422,
            503
        );
        Refuses(
            group
                .MapGet("/entries/{index}", EntryAsync)
                .RequirePermission(Permission.ReadAudit)
                .WithName("GetAuditEntry")
                .WithSummary("Read an entry")
                .WithDescription(
                    "`leaf` is the exact canonical JSON (RFC 8785) in base64; its RFC 6962 leaf hash is `leafHash`; `event` is "
                        + "the same entry in readable form."
                ),
            401,
            403,
            404
        );
        Refuses(
            group
                .MapGet("/entries/{index}/receipt", ReceiptAsync)
                .RequirePermission(Permission.ReadAudit)
                .WithName("GetReceipt")
                .WithSummary("Download the receipt of an entry")
                .WithDescription(
                    "A .tlog-proof (C2SP tlog-proof): index, proof and signed checkpoint. With the leaf of the entry and the "
                        + "log's public key, it can be verified offline. An entry from the current second waits for its "
                        + "checkpoint. With cosigned=true, the receipt leads to the newest checkpoint that a witness has "
                        + "cosigned; 409 audit.not-cosigned while none covers the entry."
                )
                .Produces(StatusCodes.Status200OK, contentType: "text/plain"),
            401,
            403,
            404,
            409,
            503
        );
    }

    private static void Refuses(RouteHandlerBuilder builder, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            builder.ProducesProblem(status);
        }
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CheckpointAsync(
        LogReader log,
        CosignedCheckpoints cosigned,
        CancellationToken ct
    ) =>
        await log.CheckpointAsync(ct) is { } checkpoint
            ? TypedResults.Text((await cosigned.OfAsync(checkpoint, ct)).ToString(), PlainText)
            : AuditRefusals.NoCheckpoint.ToProblem();

    private static async Task<Results<Ok<IReadOnlyList<string>>, ProblemHttpResult>> InclusionAsync(
        [Description("Index of the entry")] long? index,
        [Description("Size of the tree; the newest checkpoint's when absent")] long? size,
        ProveEntries prove,
        CancellationToken ct
    ) => Answer(await prove.InclusionAsync(index, size, ct));

    private static async Task<Results<Ok<IReadOnlyList<string>>, ProblemHttpResult>> ConsistencyAsync(
        [Description("Size of the earlier tree")] long? from,
        [Description("Size of the later tree; the newest checkpoint's when absent")] long? to,
        ProveEntries prove,
        CancellationToken ct
    ) => Answer(await prove.ConsistencyAsync(from, to, ct));

    private static async Task<Results<Ok<AuditEntryView>, ProblemHttpResult>> EntryAsync(
        [Description("Index of the entry, from 0")] long index,
        ListAuditEntries entries,
        CancellationToken ct
    ) =>
        index >= 0 && await entries.FromAsync(new AuditFilter(), index, 1, ct) is [{ } entry] && entry.Index == index
            ? TypedResults.Ok(entry)
            : AuditRefusals.EntryUnknown.ToProblem();

    private static async Task<IResult> ReceiptAsync(
        [Description("Index of the entry, from 0")] long index,
        [Description("True for a checkpoint that a witness has cosigned")] bool? cosigned,
        LogReceipts receipts,
        CancellationToken ct
    )
    {
        var receipt = cosigned is true ? await receipts.CosignedAsync(index, ct) : await receipts.ForAsync(index, ct);
        return receipt.Match<IResult>(
            proof =>
                TypedResults.File(
                    Encoding.UTF8.GetBytes(proof.ToString()),
                    PlainText,
                    string.Create(CultureInfo.InvariantCulture, $"entry-{index}.tlog-proof")
                ),
            refusal => refusal.ToProblem()
        );
    }

    private static Results<Ok<IReadOnlyList<string>>, ProblemHttpResult> Answer(Result<IReadOnlyList<byte[]>> proof) =>
        proof.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok<IReadOnlyList<string>>([.. proof.Value.Select(Convert.ToBase64String)]);
}
