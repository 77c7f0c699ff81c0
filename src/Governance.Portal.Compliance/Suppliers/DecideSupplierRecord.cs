using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>What happens to a record about a supplier: someone else confirms a due diligence, a request is answered, a record is
/// withdrawn.</summary>
public sealed class DecideSupplierRecord(ActionRunner runner, SupplierGates gates)
{
    private const string Withdrawn = "supplier-record.withdrawn";

    /// <summary>Confirms a due diligence.</summary>
    public Task<Result<SupplierId>> ConfirmAsync(Actor actor, SupplierRecordId id, CancellationToken ct) =>
        RunAsync(
            actor,
            id,
            ("supplier-record.confirmed", Permission.ConfirmSuppliers),
            (record, context) => record.Confirm((context.Access.Person!.Value, context.Access.PrintedName), context.Now),
            ct
        );

    /// <summary>Records the answer to a request.</summary>
    public Task<Result<SupplierId>> AnswerAsync(Actor actor, SupplierRecordId id, SupplierAnswerBody answer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var (reference, sha256) = (Known(answer.Reference), Known(answer.Sha256));
        return RunAsync(
            actor,
            id,
            ("supplier-record.answered", Permission.WriteSuppliers),
            (record, context) =>
                reference?.Length > SupplierRecord.MaxReference || (sha256 is not null && (reference is null || !Sha256Hex.IsValid(sha256)))
                    ? SupplierRefusals.DocumentNotValid
                    : record.Answer(answer.On ?? context.Now.Day(), (reference, sha256), context.Access.PrintedName, context.Now),
            ct
        );
    }

    /// <summary>Withdraws a record.</summary>
    public Task<Result<SupplierId>> WithdrawAsync(Actor actor, SupplierRecordId id, string? reason, CancellationToken ct) =>
        RunAsync(
            actor,
            id,
            (Withdrawn, Permission.WriteSuppliers),
            (record, context) => record.Withdraw(reason, context.Access.PrintedName, context.Now),
            ct
        );

    private Task<Result<SupplierId>> RunAsync(
        Actor actor,
        SupplierRecordId id,
        (string Name, Permission Permission) act,
        Func<SupplierRecord, ActionContext, Refusal?> rule,
        CancellationToken ct
    ) =>
        runner.RunAsync<SupplierId>(
            actor,
            new Attempt(act.Name, id.ToString(), act.Permission),
            async (context, token) =>
            {
                if (await context.Db.SupplierRecords.SingleOrDefaultAsync(r => r.Id == id, token) is not { } record)
                {
                    return SupplierRefusals.RecordNotFound;
                }

                // Without the newest record an older one is in force, which may say better things.
                var withdraws = act.Name == Withdrawn && record.Kind is SupplierRecordKind.DueDiligence or SupplierRecordKind.Certificate;
                if (withdraws && await gates.RefusesAsync(context, token) is { } held)
                {
                    return held;
                }

                if (rule(record, context) is { } refusal)
                {
                    return refusal;
                }

                SupplierEvents.Append(context, act.Name, record);
                if (withdraws)
                {
                    var supplier = record.Supplier;
                    var keys = (await context.Db.Suppliers.AsNoTracking().SingleAsync(s => s.Id == supplier, token)).Keys;
                    await gates.NoteAsync(context, keys, id.ToString(), token);
                }

                return record.Supplier;
            },
            ct
        );

    private static string? Known(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
