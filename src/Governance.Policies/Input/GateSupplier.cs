using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>
/// Who supplies what the version depends on: its AI systems and their parts, and the models of an agent, as the register of suppliers has
/// it. Described in <c>docs/policy-input.md</c>.
/// </summary>
/// <param name="Suppliers">Each name once.</param>
public sealed record GateSuppliers(IReadOnlyList<GateSupplier> Suppliers)
{
    /// <summary>SHA-256 of the canonical bytes.</summary>
    public string Sha256() => Digest.Of(Governance.Transparency.CanonicalJson.Serialize(ToJson()));

    internal JsonObject ToJson() => new() { ["named"] = GateInputWriter.Sorted(Suppliers, supplier => supplier.ToJson()) };

    internal static GateSuppliers Read(JsonFields suppliers) => new(suppliers.Objects("named", GateSupplier.Read));
}

/// <summary>A supplier that the version depends on. Days are written <c>2026-11-30</c>.</summary>
/// <param name="Name">As the system, its part or the manifest writes it.</param>
/// <param name="Record">Its id in the register; null where no one registered it.</param>
public sealed record GateSupplier(string Name, string? Record)
{
    /// <summary>True when it supports a critical or important function.</summary>
    public bool Critical { get; init; }

    /// <summary>True when a contract is on record.</summary>
    public bool Contract { get; init; }

    /// <summary>First day of the contract.</summary>
    public string? ContractFrom { get; init; }

    /// <summary>Last day of the contract; null where it has no end.</summary>
    public string? ContractUntil { get; init; }

    /// <summary>The day the relation ended; null while it lasts.</summary>
    public string? EndedOn { get; init; }

    /// <summary>The day of the newest confirmed due diligence; null where none was confirmed.</summary>
    public string? DiligenceOn { get; init; }

    /// <summary>By when the next one is due.</summary>
    public string? DiligenceDueOn { get; init; }

    /// <summary>What it came to, one of <see cref="PolicyVocabulary.DiligenceResults"/>.</summary>
    public string? DiligenceResult { get; init; }

    /// <summary>Certificates, of each name the one that is valid longest.</summary>
    public IReadOnlyList<GateCertificate> Certificates { get; init; } = [];

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name };
        if (Record is null)
        {
            return json;
        }

        json["record"] = Record;
        json["critical"] = Critical;
        json["contract"] = Contract;
        GateInputWriter.Set(json, "contractFrom", ContractFrom);
        GateInputWriter.Set(json, "contractUntil", ContractUntil);
        GateInputWriter.Set(json, "endedOn", EndedOn);
        GateInputWriter.Set(json, "diligenceOn", DiligenceOn);
        GateInputWriter.Set(json, "diligenceDueOn", DiligenceDueOn);
        GateInputWriter.Set(json, "diligenceResult", DiligenceResult);
        json["certificates"] = GateInputWriter.Sorted(Certificates, certificate => certificate.ToJson());
        return json;
    }

    internal static GateSupplier Read(JsonFields supplier) =>
        new(supplier.Text("name"), supplier.OptionalText("record"))
        {
            Critical = supplier.OptionalFlag("critical") ?? false,
            Contract = supplier.OptionalFlag("contract") ?? false,
            ContractFrom = supplier.OptionalText("contractFrom"),
            ContractUntil = supplier.OptionalText("contractUntil"),
            EndedOn = supplier.OptionalText("endedOn"),
            DiligenceOn = supplier.OptionalText("diligenceOn"),
            DiligenceDueOn = supplier.OptionalText("diligenceDueOn"),
            DiligenceResult = supplier.Has("diligenceResult") ? supplier.Word("diligenceResult", PolicyVocabulary.DiligenceResults) : null,
            Certificates = supplier.Has("certificates") ? supplier.Objects("certificates", GateCertificate.Read) : [],
        };
}

/// <summary>A certificate of a supplier.</summary>
/// <param name="Name">Its name, such as ISO/IEC 42001.</param>
/// <param name="Until">Its last valid day; null where none is on record.</param>
public sealed record GateCertificate(string Name, string? Until)
{
    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name };
        GateInputWriter.Set(json, "until", Until);
        return json;
    }

    internal static GateCertificate Read(JsonFields certificate) => new(certificate.Text("name"), certificate.OptionalText("until"));
}
