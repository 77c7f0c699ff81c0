using System.Diagnostics;

namespace Governance.Policies;

/// <summary>A policy as read from its text (<c>apiVersion: governance/v1</c>, <c>kind: ModelPolicy</c>). Immutable.</summary>
public sealed record PolicyDocument
{
    /// <summary>Largest policy file, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Name of the built-in policy; no other may be called so.</summary>
    public const string BaselineName = "baseline";

    private static readonly Lazy<PolicyDocument> s_baseline = new(ReadBaseline);

    /// <summary>The built-in policy that every gate evaluates first. It always enforces.</summary>
    public static PolicyDocument Baseline => s_baseline.Value;

    /// <summary>Name, such as <c>bank-models</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version as its author writes it.</summary>
    public required string Version { get; init; }

    /// <summary>Who answers for the policy; null when the file does not say.</summary>
    public string? Owner { get; init; }

    /// <summary>First day (UTC) on which the policy counts; null for always.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>Last day (UTC) on which the policy counts; null for no end.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>Outside frameworks the policy serves.</summary>
    public IReadOnlyList<string> Frameworks { get; init; } = [];

    /// <summary>Which promotions it is about.</summary>
    public required PolicyScope AppliesTo { get; init; }

    /// <summary>What it does with what it finds.</summary>
    public required PolicyMode Mode { get; init; }

    /// <summary>Its rules, in the order of the file; at least one.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }

    /// <summary>The sign-offs it asks for; null when it asks for none.</summary>
    public PolicyApprovals? Approvals { get; init; }

    /// <summary>
    /// Risk classes in which the makers of a version may sign it all the same; none unless the file says so. Requesters never may.
    /// </summary>
    public IReadOnlyList<string> MakersMaySign { get; init; } = [];

    /// <summary>How it is kept after the approval; null when what runs is judged and nothing follows.</summary>
    public PolicyContinuous? Continuous { get; init; }

    /// <summary>Name of the file or resource the text came from.</summary>
    public required string FileName { get; init; }

    /// <summary>The exact bytes the policy was read from.</summary>
    public required ReadOnlyMemory<byte> Source { get; init; }

    /// <summary>SHA-256 of <see cref="Source"/>, lowercase hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Reads a policy. Never throws for bad text: whatever is wrong comes back as problems.</summary>
    /// <param name="utf8">The file's bytes; at most <see cref="MaxBytes"/>.</param>
    /// <param name="name">Name of the file, for messages and results.</param>
    public static PolicyParseResult Parse(ReadOnlyMemory<byte> utf8, string name) => PolicyReader.Read(utf8, name, builtIn: false);

    private static PolicyDocument ReadBaseline()
    {
        using var stream =
            typeof(PolicyDocument).Assembly.GetManifestResourceStream("baseline.yaml")
            ?? throw new UnreachableException("The built-in policy is not in the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var result = PolicyReader.Read(copy.ToArray(), "baseline.yaml", builtIn: true);
        return result.Document ?? throw new UnreachableException($"The built-in policy is invalid: {result.Problems[0]}");
    }
}
