namespace Governance.Portal.Kernel.Contracts;

/// <summary>A line of the page <em>Health</em>: a part of this node, how it is, and what bounds the harm when it is not well.</summary>
/// <param name="Subject">The part, in a word or two.</param>
/// <param name="State">How it is.</param>
/// <param name="Sentence">How it is in words; what to do, where something is wrong. No secret, and of an address only the host.</param>
/// <param name="Limit">What bounds it, with the setting where there is one.</param>
/// <param name="Since">Since when it is not well; null when that is not known, or it is.</param>
public sealed record HealthLine(
    string Subject,
    HealthState State,
    FormattableString Sentence,
    FormattableString Limit,
    DateTimeOffset? Since = null
)
{
    /// <summary>Nothing is to be done.</summary>
    public static HealthLine Well(string subject, FormattableString sentence, FormattableString limit) =>
        new(subject, HealthState.Well, sentence, limit);

    /// <summary>It is not in use.</summary>
    public static HealthLine Off(string subject, FormattableString sentence, FormattableString limit) =>
        new(subject, HealthState.Off, sentence, limit);

    /// <summary>Someone should look at it; the rest goes on.</summary>
    public static HealthLine Impaired(string subject, FormattableString sentence, FormattableString limit, DateTimeOffset? since = null) =>
        new(subject, HealthState.Impaired, sentence, limit, since);

    /// <summary>A limit holds back what people do until someone acts.</summary>
    public static HealthLine Stopped(string subject, FormattableString sentence, FormattableString limit) =>
        new(subject, HealthState.Stopped, sentence, limit);
}
