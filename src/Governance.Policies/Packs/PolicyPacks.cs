using System.Diagnostics;
using System.Text;

namespace Governance.Policies;

/// <summary>A policy with its tests that is shipped for one use case, to start from; nothing of it is in force by itself.</summary>
/// <param name="Name">Name of the policy and of its file, such as <c>credit</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Purpose">For which models it is.</param>
/// <param name="Adapt">What to change before it is proposed.</param>
public sealed record PolicyPack(string Name, string Title, string Purpose, string Adapt)
{
    /// <summary>The policy's exact text.</summary>
    public string Text => PolicyPacks.Read($"{Name}.yaml");

    /// <summary>The tag by which it finds its models, such as use and credit; null for a pack that goes by none.</summary>
    public KeyValuePair<string, string>? Tag =>
        PolicyDocument.Parse(Encoding.UTF8.GetBytes(Text), $"{Name}.yaml").Document?.AppliesTo.Tags is { Count: > 0 } tags
            ? tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value[0])).First()
            : null;

    /// <summary>Its tests, which hold their own inputs: they run wherever they are copied to.</summary>
    public string Tests => PolicyPacks.Read($"{Name}_test.yaml");
}

/// <summary>The policy packs. Command line, portal and demo read them here (docs/policy-packs.md).</summary>
public static class PolicyPacks
{
    /// <summary>All packs, the one for every high-risk model first.</summary>
    public static IReadOnlyList<PolicyPack> All { get; } =
    [
        new(
            "baseline-eu-ai-act-high-risk",
            "High-risk systems (EU AI Act)",
            "Every model of risk class high: what Chapter III Section 2 of the AI Act requires and a gate can check.",
            "Owner, risk appetite, and the metric and limit of PERF-01."
        ),
        new(
            "credit",
            "Credit decisions",
            "Models that score people's creditworthiness or decide on their credit: fairness, calibration, reasons, independent "
                + "validation.",
            "Scope, protected attributes and regions. Models without the tag use=credit are not subject to this policy."
        ),
        new(
            "pricing",
            "Pricing models",
            "Models that set or choose prices for people: fairness, calibration, market drift, rollback.",
            "Scope, protected attributes and limits. Models without the tag use=pricing are not subject to this policy."
        ),
        new(
            "security-models",
            "Security models",
            "Models that defend systems: bias, robustness, SBOM, signature, independent validation, canary.",
            "Scope, error rates and trusted keys. Models without the tag use=security are not subject to this policy."
        ),
        new(
            "llm-and-rag",
            "Assistants and retrieval",
            "Language models, with or without retrieval: prompt attacks, groundedness, personal data, retrieval rights, human review.",
            "Scope, scores, detectors and regions. Models without the tag use=assistant are not subject to this policy."
        ),
        new(
            "agents",
            "Supervised agents",
            "Agents whose tools move money or touch personal data: tools, limits, kill switch, approved models, attacks, oversight.",
            "Tools, amounts and limits. The policy applies to every agent, whatever its tags."
        ),
    ];

    /// <summary>The pack of a name, or null.</summary>
    public static PolicyPack? Find(string name) => All.FirstOrDefault(pack => string.Equals(pack.Name, name, StringComparison.Ordinal));

    internal static string Read(string file)
    {
        using var stream =
            typeof(PolicyPacks).Assembly.GetManifestResourceStream($"packs/{file}")
            ?? throw new UnreachableException($"{file} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
