namespace Governance.Domain;

/// <summary>What kind of mistake a refusal answers; the HTTP status follows from it and from nothing else.</summary>
public enum RefusalKind
{
    /// <summary>Not readable as what it should be (400).</summary>
    Malformed,

    /// <summary>No one is signed in, or the proof of identity is missing, used or too old (401).</summary>
    Unauthenticated,

    /// <summary>This person may not do this (403). Leaves an audit entry of the attempt.</summary>
    Forbidden,

    /// <summary>There is no such thing, or it may not be seen (404).</summary>
    NotFound,

    /// <summary>The state of the thing does not allow it, or someone was quicker (409).</summary>
    Conflict,

    /// <summary>The caller's copy is stale (412).</summary>
    Stale,

    /// <summary>More than a configured limit allows (413).</summary>
    TooLarge,

    /// <summary>A content type that is not taken here (415).</summary>
    UnsupportedMedia,

    /// <summary>Well formed, but not acceptable (422).</summary>
    Invalid,

    /// <summary>Too many tries (429).</summary>
    TooMany,

    /// <summary>Something this needs is not there now (503).</summary>
    Unavailable,

    /// <summary>There is not enough free space to keep this (507).</summary>
    NoSpace,
}

/// <summary>Why an action was not done, in words for the person who asked. Nothing was changed.</summary>
/// <param name="Code">Stable code, <c>noun.reason</c> in lower case; documented in docs/refusals.md.</param>
/// <param name="Words">One or two sentences: what is wrong, and how to fix it. Pages say them in their reader's language.</param>
/// <param name="Kind">Decides the HTTP status.</param>
public sealed record Refusal(string Code, Sentence Words, RefusalKind Kind)
{
    private static readonly IReadOnlyDictionary<string, Sentence[]> s_none = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);

    /// <summary>The words in English: for programs, logs and records.</summary>
    public string Message => Words.ToString();

    /// <summary>Sentences by field name, as the caller spells the fields; empty when no single field is at fault.</summary>
    public IReadOnlyDictionary<string, Sentence[]> FieldWords { get; init; } = s_none;

    /// <summary>What <see cref="FieldWords"/> says, in English: for programs, logs and records.</summary>
    public IReadOnlyDictionary<string, string[]> Errors =>
        FieldWords.ToDictionary(f => f.Key, f => Array.ConvertAll(f.Value, w => w.ToString()), StringComparer.Ordinal);

    /// <summary>How long to wait before trying again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What to say where there is room for one thing: what is wrong with the first field, or else the whole.</summary>
    public Sentence First => FieldWords.Values.SelectMany(w => w).FirstOrDefault() ?? Words;

    /// <summary>What is wrong with a field; null when nothing is.</summary>
    public Sentence? Of(string field) => FieldWords.GetValueOrDefault(field)?.FirstOrDefault();

    /// <summary>A refusal of one field.</summary>
    public static Refusal Field(string code, string field, Sentence words, RefusalKind kind = RefusalKind.Invalid) =>
        new(code, words, kind) { FieldWords = new Dictionary<string, Sentence[]>(StringComparer.Ordinal) { [field] = [words] } };

    /// <summary>A refusal of several fields at once, so that all of them can be fixed together.</summary>
    public static Refusal Fields(string code, Sentence words, IReadOnlyDictionary<string, Sentence[]> fields) =>
        new(code, words, RefusalKind.Invalid) { FieldWords = fields };
}
