using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>supplier_due_diligence</c>: each supplier that the version depends on is registered, its contract is in force, its due diligence was
/// confirmed and is not overdue, and its certificates are valid.
/// </summary>
internal static class SuppliersRule
{
    private const int Listed = 10;

    public static Finding Evaluate(RuleContext context)
    {
        var days = context.Parameters.Integer("maxAgeDays");
        var certificates = context.Parameters.List("certificates");
        var expected = days is { } most
            ? Sentence.Of(
                "supplier.asked-age",
                string.Create(CultureInfo.InvariantCulture, $"suppliers under contract, examined at most {most} days ago"),
                ("days", Values.Days(most))
            )
            : Sentence.Of("supplier.asked", "suppliers under contract and examined");
        if (context.Input.Suppliers is not { } known)
        {
            return Finding.Error(
                Sentence.Of(
                    "supplier.unknown",
                    "It is not known who supplies the version: the input does not say so. Evaluate an input with suppliers."
                ),
                expected,
                Sentence.NotKnown
            );
        }

        var only = context.Parameters.Flag("criticalOnly");
        var suppliers = known.Suppliers.Where(s => !only || s.Record is null || s.Critical).ToList();
        if (suppliers.Count == 0)
        {
            return Finding.Pass(
                Sentence.Of("supplier.none", "The version depends on no supplier that this rule is about."),
                expected,
                Sentence.Of("supplier.seen-none", "no suppliers")
            );
        }

        var today = Day(context.Input.At);
        var oldest = days is { } age ? Day(context.Input.At.AddDays(-age)) : null;
        (string Code, Func<GateSupplier, bool> Breaks, Func<string, string> Says)[] checks =
        [
            ("supplier.unregistered", s => s.Record is null, names => $"Not registered: {names}. Register the supplier."),
            (
                "supplier.ended",
                s => IsBefore(s.EndedOn, today) || s.EndedOn == today,
                names => $"The relation has ended: {names}. Use another supplier, or correct the record."
            ),
            (
                "supplier.no-contract",
                s => s.Record is not null && !s.Contract,
                names => $"No contract is on record: {names}. Record the contract."
            ),
            (
                "supplier.contract",
                s => IsBefore(s.ContractUntil, today) || IsBefore(today, s.ContractFrom),
                names => $"The contract is not in force: {names}. Renew it, or correct its days."
            ),
            (
                "supplier.no-diligence",
                s => s.Record is not null && s.DiligenceOn is null,
                names => $"No due diligence was confirmed: {names}. Record one and have someone else confirm it."
            ),
            (
                "supplier.diligence-failed",
                s => s.DiligenceResult == "failed",
                names => $"The due diligence failed: {names}. Use another supplier, or examine it again."
            ),
            (
                "supplier.diligence-old",
                s => IsBefore(s.DiligenceDueOn, today) || IsBefore(s.DiligenceOn, oldest),
                names => $"The due diligence is too old: {names}. Examine the supplier again."
            ),
            (
                "supplier.certificate-expired",
                s => s.Certificates.Any(c => IsBefore(c.Until, today)),
                names => $"A certificate has lapsed: {names}. Ask the supplier for the new one."
            ),
            (
                "supplier.no-certificate",
                s => s.Record is not null && certificates.Any(c => !s.Certificates.Any(held => IsOf(held, c))),
                names => $"A certificate is not on record: {names}. Ask the supplier for it."
            ),
        ];
        var broken = checks
            .Select(check => (Names: suppliers.Where(check.Breaks).Select(s => s.Name).ToList(), check.Code, check.Says))
            .Where(found => found.Names.Count > 0)
            .ToList();
        return broken.Count == 0
            ? Finding.Pass(
                Sentence.Of("supplier.met", "Each supplier is in order."),
                expected,
                Of("supplier.seen", suppliers.Select(s => s.Name), names => names)
            )
            : Finding.Fail(
                Sentence.Joined(" ", broken.Select(found => Of(found.Code, found.Names, found.Says))),
                expected,
                Of("supplier.seen", broken.SelectMany(found => found.Names), names => names)
            );
    }

    private static Sentence Of(string code, IEnumerable<string> suppliers, Func<string, string> frozen) =>
        Sentence.Of(code, frozen(Names(suppliers)), ("suppliers", Values.Sorted(suppliers)));

    // A certificate is asked for by its standard; a year behind it is the supplier's matter.
    private static bool IsOf(GateCertificate held, string asked) =>
        held.Name.StartsWith(asked, StringComparison.OrdinalIgnoreCase)
        && (held.Name.Length == asked.Length || !char.IsAsciiLetterOrDigit(held.Name[asked.Length]));

    private static bool IsBefore(string? day, string? other) =>
        day is not null && other is not null && string.CompareOrdinal(day, other) < 0;

    private static string Day(DateTimeOffset at) => Instant.Day(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Names(IEnumerable<string> names) =>
        RuleContext.Listed(names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Listed));
}
