using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Records a due diligence, a certificate, an incident at a supplier, or a request to it.</summary>
public sealed class RecordAboutSupplier(ActionRunner runner, SupplierGates gates)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<SupplierRecordId>> RunAsync(Actor actor, SupplierId supplier, SupplierRecordBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<SupplierRecordId>(
            actor,
            new Attempt("supplier-record.recorded", supplier.ToString(), Permission.WriteSuppliers),
            async (context, token) =>
            {
                if (await context.Db.Suppliers.AsNoTracking().SingleOrDefaultAsync(s => s.Id == supplier, token) is not { } about)
                {
                    return SupplierRefusals.NotFound;
                }

                var facts = await SupplierFields.ReadAsync(context, body, token);
                if (!facts.IsDone)
                {
                    return facts.Refusal;
                }

                // A due diligence counts once a person has confirmed it; a certificate counts at once.
                var eases = facts.Value.Kind is SupplierRecordKind.Certificate;
                if (eases && await gates.RefusesAsync(context, token) is { } refusal)
                {
                    return refusal;
                }

                var id = await context.Db.NextIdAsync<SupplierRecordId>(token);
                var made = SupplierRecord.Record(id, supplier, facts.Value, context.Access, context.Now);
                if (!made.IsDone)
                {
                    return made.Refusal;
                }

                context.Db.SupplierRecords.Add(made.Value);
                SupplierEvents.Append(context, "supplier-record.recorded", made.Value);
                if (eases)
                {
                    await gates.NoteAsync(context, about.Keys, id.ToString(), token);
                }

                return id;
            },
            ct
        );
    }
}
