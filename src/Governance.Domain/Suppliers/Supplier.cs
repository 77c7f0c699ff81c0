using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Suppliers;

/// <summary>
/// Who supplies models, data, a platform or a service. Parts of systems and models of agents name it by its name or another of its names.
/// </summary>
public sealed class Supplier : IAudited
{
    /// <summary>What the log calls all of them.</summary>
    public const string Register = "suppliers";

    /// <summary>Longest name, contact and reference.</summary>
    public const int MaxText = 200;

    /// <summary>Longest description of the function and the exit plan.</summary>
    public const int MaxPlan = 4_000;

    /// <summary>Most other names.</summary>
    public const int MaxNames = 20;

    /// <summary>Longest period of notice, in days.</summary>
    public const int MaxNoticeDays = 1_825;

    private List<string> _otherNames = [];
    private List<string> _supplies = [];
    private List<string> _keys = [];

    private Supplier() { }

    /// <summary>The readable id.</summary>
    public SupplierId Id { get; private init; }

    /// <summary>Name people read.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The form under which the name is unique.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>Other names of it.</summary>
    public IReadOnlyList<string> OtherNames => _otherNames;

    /// <summary>What it supplies.</summary>
    public IReadOnlyList<SupplyKind> Supplies =>
        [.. _supplies.Select(s => WireName.TryParse<SupplyKind>(s, out var kind) ? kind : default)];

    /// <summary>All its names as they are compared.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>Who looks after it.</summary>
    public UserId Owner { get; private set; }

    /// <summary>Whom to ask there.</summary>
    public string? Contact { get; private set; }

    /// <summary>Reference of the contract.</summary>
    public string? Contract { get; private set; }

    /// <summary>First day of the contract.</summary>
    public DateOnly? ContractFrom { get; private set; }

    /// <summary>Last day of the contract.</summary>
    public DateOnly? ContractUntil { get; private set; }

    /// <summary>Days before its end by which notice has to be given.</summary>
    public int? NoticeDays { get; private set; }

    /// <summary>The last day on which notice can be given.</summary>
    public DateOnly? NoticeBy { get; private set; }

    /// <summary>True when it supports a critical or important function.</summary>
    public bool IsCritical { get; private set; }

    /// <summary>That function.</summary>
    public string? Function { get; private set; }

    /// <summary>How the organisation leaves it.</summary>
    public string? ExitPlan { get; private set; }

    /// <summary>When the plan was last tried.</summary>
    public DateOnly? ExitTestedOn { get; private set; }

    /// <summary>The day the relation ended.</summary>
    public DateOnly? EndedOn { get; private set; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RegisteredBy { get; private init; } = "";

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>What it is, as it was last said.</summary>
    public SupplierFacts Facts =>
        new(Name)
        {
            OtherNames = OtherNames,
            Supplies = Supplies,
            Contact = Contact,
            Contract = Contract,
            ContractFrom = ContractFrom,
            ContractUntil = ContractUntil,
            NoticeDays = NoticeDays,
            IsCritical = IsCritical,
            Function = Function,
            ExitPlan = ExitPlan,
            ExitTestedOn = ExitTestedOn,
            EndedOn = EndedOn,
        };

    /// <summary>The form of a name under which it is compared: capitals and spaces make no difference.</summary>
    public static string KeyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
    }

    /// <summary>All names of a supplier as they are compared.</summary>
    public static IReadOnlyList<string> KeysOf(SupplierFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return [.. facts.OtherNames.Prepend(facts.Name).Select(KeyOf).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Registers one. The caller has checked the owner, and that no other supplier has one of the names.</summary>
    public static Result<Supplier> Create(SupplierId id, SupplierFacts facts, UserId owner, string registeredBy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Refuses(now.Day()) is { } refusal)
        {
            return refusal;
        }

        var supplier = new Supplier
        {
            Id = id,
            RegisteredAt = now,
            RegisteredBy = registeredBy,
        };
        supplier.Apply(facts, owner);
        return supplier;
    }

    /// <summary>Changes it.</summary>
    /// <returns>The members that differ; empty when nothing does.</returns>
    public Result<IReadOnlyList<string>> Change(SupplierFacts facts, UserId owner, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Refuses(now.Day()) is { } refusal)
        {
            return refusal;
        }

        var before = Facts;
        (string Member, bool Differs)[] members =
        [
            ("name", before.Name != facts.Name),
            ("otherNames", !before.OtherNames.SequenceEqual(facts.OtherNames, StringComparer.Ordinal)),
            ("supplies", !before.Supplies.Order().SequenceEqual(facts.Supplies.Distinct().Order())),
            ("owner", Owner != owner),
            ("contact", before.Contact != facts.Contact),
            ("contract", before.Contract != facts.Contract),
            ("contractFrom", before.ContractFrom != facts.ContractFrom),
            ("contractUntil", before.ContractUntil != facts.ContractUntil),
            ("noticeDays", before.NoticeDays != facts.NoticeDays),
            ("critical", before.IsCritical != facts.IsCritical),
            ("function", before.Function != facts.Function),
            ("exitPlan", before.ExitPlan != facts.ExitPlan),
            ("exitTestedOn", before.ExitTestedOn != facts.ExitTestedOn),
            ("endedOn", before.EndedOn != facts.EndedOn),
        ];
        string[] changed = [.. members.Where(m => m.Differs).Select(m => m.Member)];
        if (changed.Length > 0)
        {
            Apply(facts, owner);
        }

        return changed;
    }

    /// <summary>
    /// Whether rules about suppliers would find less in it: another name that it answers to, no critical function, no end, or a contract
    /// that is there or lasts longer.
    /// </summary>
    /// <param name="facts">What it is to be.</param>
    public bool IsEasedBy(SupplierFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return KeysOf(facts).Except(_keys, StringComparer.Ordinal).Any()
            || (IsCritical && !facts.IsCritical)
            || (EndedOn is { } ended && !(facts.EndedOn <= ended))
            || (!HasContract(Contract, ContractFrom, ContractUntil) && HasContract(facts.Contract, facts.ContractFrom, facts.ContractUntil))
            || (ContractFrom is { } from && !(facts.ContractFrom >= from))
            || (ContractUntil is { } until && !(facts.ContractUntil <= until));
    }

    private static bool HasContract(string? reference, DateOnly? from, DateOnly? until) =>
        reference is not null || from is not null || until is not null;

    private void Apply(SupplierFacts facts, UserId owner)
    {
        (Name, NameKey, Owner) = (facts.Name, KeyOf(facts.Name), owner);
        _otherNames = [.. facts.OtherNames];
        _supplies = [.. facts.Supplies.Distinct().Order().Select(WireName.Of)];
        _keys = [.. KeysOf(facts)];
        (Contact, Contract, ContractFrom, ContractUntil) = (facts.Contact, facts.Contract, facts.ContractFrom, facts.ContractUntil);
        (NoticeDays, NoticeBy) = (facts.NoticeDays, facts.ContractUntil?.AddDays(-(facts.NoticeDays ?? 0)));
        (IsCritical, Function, ExitPlan) = (facts.IsCritical, facts.IsCritical ? facts.Function : null, facts.ExitPlan);
        (ExitTestedOn, EndedOn) = (facts.ExitTestedOn, facts.EndedOn);
        Revision++;
    }
}
