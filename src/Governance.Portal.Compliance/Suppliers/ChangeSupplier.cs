using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Changes what is known of a supplier.</summary>
public sealed class ChangeSupplier(ActionRunner runner, SupplierGates gates)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<SupplierId>> RunAsync(Actor actor, SupplierId id, string? ifMatch, SupplierBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<SupplierId>(
            actor,
            new Attempt("supplier.changed", id.ToString(), Permission.WriteSuppliers),
            async (context, token) =>
            {
                if (await context.Db.Suppliers.SingleOrDefaultAsync(s => s.Id == id, token) is not { } supplier)
                {
                    return SupplierRefusals.NotFound;
                }

                if (ETags.Refuses(ifMatch, supplier.Revision) is { } stale)
                {
                    return stale;
                }

                var read = await SupplierFields.ReadAsync(context, body, id, token);
                if (!read.IsDone)
                {
                    return read.Refusal;
                }

                var (keys, eases) = (supplier.Keys, supplier.IsEasedBy(read.Value.Facts));
                if (eases && await gates.RefusesAsync(context, token) is { } refusal)
                {
                    return refusal;
                }

                var changed = supplier.Change(read.Value.Facts, read.Value.Owner, context.Now);
                if (!changed.IsDone)
                {
                    return changed.Refusal;
                }

                if (changed.Value.Count > 0)
                {
                    SupplierEvents.Append(context, "supplier.changed", supplier, changed.Value);
                }

                if (eases)
                {
                    await gates.NoteAsync(context, keys.Union(supplier.Keys, StringComparer.Ordinal), id.ToString(), token);
                }

                return id;
            },
            ct
        );
    }
}
