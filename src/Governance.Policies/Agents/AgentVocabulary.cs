namespace Governance.Policies;

/// <summary>The one spelling of each word in manifests of agents and in the rules about them.</summary>
public static class AgentVocabulary
{
    /// <summary>
    /// How far an agent may go by itself, least first: it only proposes (<c>advises</c>), a person approves each act
    /// (<c>approved-acts</c>), it acts and asks where its checkpoints say so (<c>supervised</c>), it acts by itself (<c>autonomous</c>).
    /// </summary>
    public static IReadOnlyList<string> AutonomyLevels { get; } = ["advises", "approved-acts", "supervised", "autonomous"];

    /// <summary>
    /// What a tool can do to the world. A tool without a word was reviewed by no one: rules judge it as having all of them.
    /// </summary>
    public static IReadOnlyList<string> ToolRisks { get; } = ["read", "write", "irreversible", "external", "money", "personal-data"];

    /// <summary>How an agent reaches a server of tools.</summary>
    public static IReadOnlyList<string> Transports { get; } = ["stdio", "http"];

    /// <summary>What an agent may do within a scope of data.</summary>
    public static IReadOnlyList<string> Accesses { get; } = ["read", "write"];

    /// <summary>How long an agent remembers: not at all, for one run, or beyond it.</summary>
    public static IReadOnlyList<string> MemoryKinds { get; } = ["none", "run", "lasting"];

    /// <summary>What a call of a tool is answered with.</summary>
    public static IReadOnlyList<string> Decisions { get; } = ["allow", "ask", "deny"];
}
