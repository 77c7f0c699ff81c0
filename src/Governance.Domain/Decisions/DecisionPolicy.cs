using Governance.Domain.Audit;

namespace Governance.Domain.Decisions;

/// <summary>What happens to a field of the input before a decision is stored.</summary>
public enum FieldRule
{
    /// <summary>Stored as it was sent.</summary>
    Store,

    /// <summary>Stored as the word <c>[masked]</c>: that there was a value is kept, the value is not.</summary>
    Mask,

    /// <summary>Left out.</summary>
    Drop,
}

/// <summary>
/// What may be stored of a model's decisions, and for how long. Without one nothing of the input is stored, only commitments, and outputs
/// without what looks like personal data. A field that the policy does not name is left out; a feature's value follows the rule of the
/// input field of its name.
/// </summary>
public sealed class DecisionPolicy : IAudited
{
    /// <summary>Most fields a policy names.</summary>
    public const int MaxFields = 2_000;

    private Dictionary<string, FieldRule> _fields = new(StringComparer.Ordinal);

    private DecisionPolicy() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>Rules by field of the input.</summary>
    public IReadOnlyDictionary<string, FieldRule> Fields => _fields;

    /// <summary>
    /// Personal data found in outputs is replaced by its kind before it is stored, unless the policy says otherwise. Secrets always are.
    /// </summary>
    public bool MaskOutput { get; private set; } = true;

    /// <summary>Days after which content is erased; the installation's setting when null.</summary>
    public int? RetentionDays { get; private set; }

    /// <summary>Grows with each change.</summary>
    public int Revision { get; private set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string ChangedBy { get; private set; } = "";

    /// <inheritdoc/>
    public string AuditSubject => Model;

    /// <summary>A policy that stores nothing of the input yet.</summary>
    public static DecisionPolicy For(string model) => new() { Model = model };

    /// <summary>The rule of a field.</summary>
    public FieldRule RuleOf(string field) => _fields.GetValueOrDefault(field, FieldRule.Drop);

    /// <summary>Sets what may be stored from now on; what is stored already stays.</summary>
    public Refusal? Change(
        IReadOnlyDictionary<string, FieldRule> fields,
        bool maskOutput,
        int? retentionDays,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.Count > MaxFields)
        {
            return DecisionRefusals.PolicyNotValid("fields", $"A policy can name at most 2,000 fields.");
        }

        if (fields.Keys.FirstOrDefault(name => name.Length is 0 or > 200) is { } wrong)
        {
            return DecisionRefusals.PolicyNotValid("fields", $"A field's name must have 1 to 200 characters; this one has {wrong.Length}.");
        }

        if (retentionDays is < 1 or > 36_500)
        {
            return DecisionRefusals.PolicyNotValid("retentionDays", $"Content must be kept for 1 to 36,500 days.");
        }

        _fields = new Dictionary<string, FieldRule>(fields, StringComparer.Ordinal);
        (MaskOutput, RetentionDays, ChangedBy, ChangedAt) = (maskOutput, retentionDays, by, now);
        Revision++;
        return null;
    }
}
