using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Registers a supplier.</summary>
public sealed class RegisterSupplier(ActionRunner runner, SupplierGates gates)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<SupplierId>> RunAsync(Actor actor, SupplierBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<SupplierId>(
            actor,
            new Attempt("supplier.registered", SupplierEvents.List, Permission.WriteSuppliers),
            async (context, token) =>
            {
                // The id first: who takes one waits for who took the one before, so that no two take one name.
                var id = await context.Db.NextIdAsync<SupplierId>(token);
                var read = await SupplierFields.ReadAsync(context, body, known: null, token);
                if (!read.IsDone)
                {
                    return read.Refusal;
                }

                // What is not registered is asked for; what is, and is not critical, some rules pass over.
                var eases = !read.Value.Facts.IsCritical;
                if (eases && await gates.RefusesAsync(context, token) is { } refusal)
                {
                    return refusal;
                }

                var made = Supplier.Create(id, read.Value.Facts, read.Value.Owner, context.Access.Actor.Id, context.Now);
                if (!made.IsDone)
                {
                    return made.Refusal;
                }

                context.Db.Suppliers.Add(made.Value);
                SupplierEvents.Append(context, "supplier.registered", made.Value);
                if (eases)
                {
                    await gates.NoteAsync(context, made.Value.Keys, id.ToString(), token);
                }

                return id;
            },
            ct
        );
    }
}
