using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Due diligences that wait for someone else than who recorded them.</summary>
internal sealed class QueuedSuppliers : IQueueSource
{
    private const int Most = 200;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ConfirmSuppliers) || access.Person is not { } person)
        {
            return [];
        }

        var waiting = await db
            .SupplierRecords.AsNoTracking()
            .Where(r => r.Kind == SupplierRecordKind.DueDiligence && r.State == SupplierRecordState.Recorded)
            .OrderBy(r => r.Id)
            .Take(Most)
            .Select(r => new { Record = r, Name = db.Suppliers.Where(s => s.Id == r.Supplier).Select(s => s.Name).First() })
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(w => w.Record.IsConfirmationAskedOf(person))
                .Select(w => new QueueItem(
                    w.Record.Id.ToString(),
                    ComplianceAddresses.Supplier(w.Record.Supplier.ToString()),
                    "Suppliers",
                    "inventory_2",
                    Wording.Verbatim(w.Name),
                    Wording.Text($"Due diligence recorded"),
                    Wording.Text($"Confirm or withdraw the due diligence of {w.Name}")
                )
                {
                    Since = w.Record.RecordedAt,
                }),
        ];
    }
}
