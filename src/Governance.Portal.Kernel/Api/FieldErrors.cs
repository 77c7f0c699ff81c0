using System.Globalization;
using System.Text;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Api;

/// <summary>Collects what is wrong with a body, so that everything is said at once under the caller's own field names.</summary>
public sealed class FieldErrors
{
    // What is no longer is a name, an address or a word; longer ones are sentences, which people paste from elsewhere.
    private const int MaxName = 500;

    private readonly Dictionary<string, List<Sentence>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public void Add(string field, Sentence message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>A day such as 2027-03-01; null when none is given, or what is given is none.</summary>
    public DateOnly? Day(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Add(field, $"This must be a date such as 2027-03-01.");
        return null;
    }

    /// <summary>A text that has to be there.</summary>
    public string Required(string field, string? text, int most)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            Add(field, ModelRefusals.Required);
            return "";
        }

        return Optional(field, text, most) ?? "";
    }

    /// <summary>A text that may be missing; blank counts as missing.</summary>
    public string? Optional(string field, string? text, int most)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var trimmed = text.Trim();
        if (trimmed.Length > most)
        {
            Add(field, $"This has {trimmed.Length} characters, but at most {most} are accepted.");
        }
        else if (!IsPlain(trimmed))
        {
            Add(field, $"This contains a control character or an incomplete character. Remove it.");
        }
        else if (
            NameText.TurnsDirection(trimmed) || (most <= MaxName && NameText.Misleads(trimmed.ReplaceLineEndings(" ").Replace('\t', ' ')))
        )
        {
            Add(field, NameText.Refused);
        }

        return trimmed;
    }

    /// <summary>A digest that has to be there.</summary>
    public string Digest(string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            Add(field, ModelRefusals.Required);
            return "";
        }

        if (!Sha256Hex.IsValid(text))
        {
            Add(field, $"This has to be a SHA-256: 64 lower-case hexadecimal digits.");
        }

        return text;
    }

    /// <summary>A digest that may be missing.</summary>
    public string? OptionalDigest(string field, string? text) => text is null ? null : Digest(field, text);

    /// <summary>The refusal of everything collected, or null when nothing is wrong.</summary>
    public Refusal? Refuse(string code, Sentence message)
    {
        if (_errors.Count == 0)
        {
            return null;
        }

        // Code and words of a single fault come first for those who read only the message.
        var detail = _errors.Count == 1 ? $"{message} {_errors.First().Key}: {_errors.First().Value[0]}" : message;
        return Refusal.Fields(code, detail, _errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal));
    }

    // Databases refuse NUL, and text that is no Unicode has no digest.
    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; )
        {
            if (
                Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used) != System.Buffers.OperationStatus.Done
                || (Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t'))
            )
            {
                return false;
            }

            i += used;
        }

        return true;
    }
}
