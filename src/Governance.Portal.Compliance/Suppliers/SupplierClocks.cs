using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>
/// What falls due about suppliers: due diligence, certificates, answers to requests, notice and the end of contracts. It asks the person
/// who looks after the supplier, and what is late stays until it is done.
/// </summary>
internal sealed class SupplierClocks : IClockSource
{
    private const int Ahead = 90;

    /// <inheritdoc/>
    public bool IsOnOverview => false;

    /// <inheritdoc/>
    public bool AsksPeople => true;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(question.Of is null ? Permission.ReadSuppliers : Permission.WriteSuppliers))
        {
            return [];
        }

        var today = now.Day();
        var until = today.AddDays(Ahead);
        var suppliers = db.Suppliers.AsNoTracking().Where(s => s.EndedOn == null || s.EndedOn > today);
        if (question.Of is { } person)
        {
            suppliers = suppliers.Where(s => s.Owner == person);
        }

        // Of what is superseded or withdrawn a supplier may be read in vain; the rule decides.
        var due = await suppliers
            .Where(s =>
                s.ContractUntil <= until
                || (s.NoticeBy >= today && s.NoticeBy <= until)
                || db.SupplierRecords.Any(r => r.Supplier == s.Id && r.State != SupplierRecordState.Withdrawn && r.DueOn <= until)
            )
            .OrderBy(s => s.Id)
            .Take(question.Most)
            .ToListAsync(ct);
        if (due.Count == 0)
        {
            return [];
        }

        var ids = due.Select(s => s.Id).ToList();
        var records = (await db.SupplierRecords.AsNoTracking().Where(r => ids.Contains(r.Supplier)).ToListAsync(ct)).ToLookup(r =>
            r.Supplier
        );
        return
        [
            .. due.SelectMany(s => SupplierRule.Due(s, records[s.Id], today).Where(d => d.On <= until).Select(d => Of(s, d, today)))
                .OrderBy(c => c.At)
                .Take(question.Most),
        ];
    }

    private static RunningClock Of(Supplier supplier, SupplierDue due, DateOnly today) =>
        new(
            "inventory_2",
            Title(due, today),
            due.Title is null ? supplier.Name : $"{supplier.Name}, {due.Title}",
            new DateTimeOffset(due.On.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            ComplianceAddresses.Supplier(supplier.Id.ToString()),
            IsDuty: true
        )
        {
            Kind = "Supplier",
            Person = supplier.Owner,
            IsAllDay = true,
            Task = new ClockTask(
                due.Record?.ToString() ?? supplier.Id.ToString(),
                Wording.Verbatim(due.Title is null ? supplier.Name : $"{supplier.Name}, {due.Title}"),
                Wording.Sentence(due.On < today ? SupplierLabels.Late(due.Kind) : SupplierLabels.Of(due.Kind)),
                Wording.Sentence(SupplierLabels.Asked(due.Kind)),
                due.Since ?? supplier.RegisteredAt
            )
            {
                IsAskedInTime = true,
            },
        };

    // Titles are texts of their own, so that the calendar can order them in English.
    private static FormattableString Title(SupplierDue due, DateOnly today) =>
        due.Kind switch
        {
            SupplierDueKind.DueDiligence => $"Due diligence",
            SupplierDueKind.Certificate when due.On < today => $"Certificate expired",
            SupplierDueKind.Certificate => $"Certificate expires",
            SupplierDueKind.Answer => $"Supplier's answer",
            SupplierDueKind.Notice => $"Last day to give notice",
            SupplierDueKind.Contract => $"Contract ends",
        };
}
