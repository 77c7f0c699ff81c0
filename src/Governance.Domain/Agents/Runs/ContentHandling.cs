namespace Governance.Domain.Agents.Runs;

/// <summary>What happens to the content of an agent's steps (prompts, answers, arguments, results); the more is kept the later.</summary>
public enum ContentHandling
{
    /// <summary>Looked into while it arrives and not kept: a salted digest of each part is.</summary>
    Digest,

    /// <summary>Kept without what looks like personal data or a secret.</summary>
    Redact,

    /// <summary>Kept as it was sent.</summary>
    Keep,
}
