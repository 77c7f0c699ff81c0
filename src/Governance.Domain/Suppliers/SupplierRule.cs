namespace Governance.Domain.Suppliers;

/// <summary>Judges what is on record about a supplier on a day.</summary>
public static class SupplierRule
{
    /// <summary>What is missing or late; nothing once the relation has ended.</summary>
    /// <param name="supplier">The supplier.</param>
    /// <param name="records">All records about it.</param>
    /// <param name="today">The day.</param>
    public static IReadOnlyList<SupplierGap> Gaps(Supplier supplier, IEnumerable<SupplierRecord> records, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(supplier);
        if (supplier.EndedOn <= today)
        {
            return [];
        }

        var current = Current(records).ToList();
        var gaps = new List<SupplierGap>();
        if (current.Find(r => r.Kind is SupplierRecordKind.DueDiligence) is not { } diligence)
        {
            gaps.Add(new(SupplierGapKind.NoDueDiligence));
        }
        else if (diligence.Result is DiligenceResult.Failed)
        {
            gaps.Add(new(SupplierGapKind.DueDiligenceFailed, diligence.Title, diligence.On));
        }
        else if (diligence.DueOn < today)
        {
            gaps.Add(new(SupplierGapKind.DueDiligenceOverdue, diligence.Title, diligence.DueOn));
        }

        gaps.AddRange(
            current
                .Where(r => r.Kind is (SupplierRecordKind.Certificate or SupplierRecordKind.Request) && r.DueOn < today)
                .OrderBy(r => r.DueOn)
                .Select(r => new SupplierGap(
                    r.Kind is SupplierRecordKind.Certificate ? SupplierGapKind.CertificateLapsed : SupplierGapKind.RequestOverdue,
                    r.Title,
                    r.DueOn
                ))
        );
        if (supplier.ContractUntil < today)
        {
            gaps.Add(new(SupplierGapKind.ContractOver, null, supplier.ContractUntil));
        }

        if (supplier is { IsCritical: true, ExitPlan: null })
        {
            gaps.Add(new(SupplierGapKind.NoExitPlan));
        }

        return gaps;
    }

    /// <summary>
    /// What falls due, the first first: what is late stays until it is done. The day of notice is over once it has passed; nothing is due
    /// once the relation has ended.
    /// </summary>
    public static IReadOnlyList<SupplierDue> Due(Supplier supplier, IEnumerable<SupplierRecord> records, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(supplier);
        if (supplier.EndedOn <= today)
        {
            return [];
        }

        var due = Current(records)
            .Where(r => r.DueOn is not null)
            .Select(r => new SupplierDue(
                r.Kind switch
                {
                    SupplierRecordKind.Certificate => SupplierDueKind.Certificate,
                    SupplierRecordKind.Request => SupplierDueKind.Answer,
                    _ => SupplierDueKind.DueDiligence,
                },
                r.Title,
                r.DueOn!.Value,
                r.Id,
                r.RecordedAt
            ))
            .ToList();
        if (supplier is { NoticeBy: { } notice, NoticeDays: > 0 } && notice >= today)
        {
            due.Add(new(SupplierDueKind.Notice, null, notice));
        }

        if (supplier.ContractUntil is { } until)
        {
            due.Add(new(SupplierDueKind.Contract, null, until));
        }

        return [.. due.OrderBy(d => d.On).ThenBy(d => d.Kind)];
    }

    /// <summary>
    /// The records that decide and what they wait for: the newest confirmed due diligence, of each certificate the one that is valid
    /// longest, and the requests without an answer.
    /// </summary>
    public static IEnumerable<SupplierRecord> Current(IEnumerable<SupplierRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var counting = records.Where(r => r.Counts).ToList();
        return counting
            .Where(r => r.Kind is SupplierRecordKind.DueDiligence)
            .OrderByDescending(r => r.On)
            .ThenByDescending(r => r.Id.Number)
            .Take(1)
            .Concat(
                counting
                    .Where(r => r.Kind is SupplierRecordKind.Certificate)
                    .GroupBy(r => r.Title, StringComparer.Ordinal)
                    .Select(g => g.OrderByDescending(r => r.DueOn).ThenByDescending(r => r.Id.Number).First())
            )
            .Concat(counting.Where(r => r is { Kind: SupplierRecordKind.Request, State: SupplierRecordState.Recorded }));
    }
}
