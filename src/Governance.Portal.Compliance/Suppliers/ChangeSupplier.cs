using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Changes what is known of a supplier.</summary>
public sealed class ChangeSupplier(ActionRunner runner)
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

                var changed = supplier.Change(read.Value.Facts, read.Value.Owner, context.Now);
                if (!changed.IsDone)
                {
                    return changed.Refusal;
                }

                if (changed.Value.Count > 0)
                {
                    SupplierEvents.Append(context, "supplier.changed", supplier, changed.Value);
                }

                return id;
            },
            ct
        );
    }
}
