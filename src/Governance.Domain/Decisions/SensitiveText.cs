using System.Buffers;
using System.Text.RegularExpressions;
using Governance.Domain.Privacy;

namespace Governance.Domain.Decisions;

/// <summary>What was found in a text that should hold neither personal data nor secrets.</summary>
/// <param name="Kind">Kind, as alerts name it: <c>e-mail</c>, <c>iban</c>, <c>private-key</c>.</param>
/// <param name="IsSecret">A secret rather than personal data.</param>
/// <param name="Start">First character.</param>
/// <param name="Length">Characters.</param>
public readonly record struct SensitiveSpan(string Kind, bool IsSecret, int Start, int Length);

/// <summary>
/// Finds personal data and secrets by their form: e-mail addresses, IBANs and payment card numbers with a right check digit, telephone and
/// identity numbers, API keys and private keys. It finds forms, not meanings: a name or an address in words goes unseen.
/// </summary>
public static partial class SensitiveText
{
    private const int Shortest = 6;
    private static readonly SearchValues<char> s_hints = SearchValues.Create("@0123456789-_:=");
    private static readonly SearchValues<char> s_letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly HashSet<string> s_nothing = new(StringComparer.OrdinalIgnoreCase)
    {
        "null",
        "none",
        "nil",
        "undefined",
        "empty",
        "true",
        "false",
        "yes",
        "no",
        "n/a",
        "masked",
        "redacted",
        "removed",
        "hidden",
        "required",
        "optional",
        "changeme",
    };

    /// <summary>Everything found, in order; what lies inside an earlier finding is left out.</summary>
    public static IReadOnlyList<SensitiveSpan> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < Shortest || text.AsSpan().IndexOfAny(s_hints) < 0)
        {
            return [];
        }

        return TimedSearch.Of(text, FindAll);
    }

    private static List<SensitiveSpan> FindAll(string text)
    {
        var found = new List<SensitiveSpan>();
        Add(PrivateKey(), "private-key", isSecret: true, _ => true);
        Add(ApiKey(), "api-key", isSecret: true, _ => true);
        if (text.AsSpan().ContainsAny(':', '='))
        {
            Add(Assignment(), "secret", isSecret: true, IsAssigned);
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            Add(Email(), "e-mail", isSecret: false, _ => true);
        }

        if (Digits(text) >= Shortest)
        {
            Add(Iban(), "iban", isSecret: false, IsIban);
            Add(Card(), "payment-card", isSecret: false, IsCard);
            Add(NationalId(), "national-id", isSecret: false, _ => true);
            Add(Phone(), "phone", isSecret: false, t => Digits(t) is >= 8 and <= 15);
        }

        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return found;

        void Add(Regex form, string kind, bool isSecret, Func<string, bool> holds)
        {
            foreach (Match match in form.Matches(text))
            {
                if (holds(match.Value) && !found.Exists(f => match.Index < f.Start + f.Length && f.Start < match.Index + match.Length))
                {
                    found.Add(new SensitiveSpan(kind, isSecret, match.Index, match.Length));
                }
            }
        }
    }

    /// <summary>
    /// Secrets alone: private keys, API keys by the prefixes their issuers publish, and values that are given to a secret's name
    /// (<c>password=…</c>).
    /// </summary>
    public static IReadOnlyList<SensitiveSpan> FindSecrets(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TimedSearch.Of(text, FindAllSecrets);
    }

    private static List<SensitiveSpan> FindAllSecrets(string text)
    {
        var found = new List<SensitiveSpan>();
        foreach (var (form, kind) in new[] { (PrivateKey(), "private-key"), (ApiKey(), "api-key") })
        {
            foreach (var match in form.EnumerateMatches(text))
            {
                found.Add(new SensitiveSpan(kind, true, match.Index, match.Length));
            }
        }

        if (text.AsSpan().ContainsAny(':', '='))
        {
            foreach (Match match in Assignment().Matches(text))
            {
                if (IsAssigned(match.Value))
                {
                    found.Add(new SensitiveSpan("secret", true, match.Index, match.Length));
                }
            }
        }

        return found;
    }

    /// <summary>True for the name of a member or column that holds a secret: <c>password</c>, <c>db_password</c>, <c>apiKey</c>.</summary>
    public static bool IsSecretName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is >= 3 and <= 200 && TimedSearch.Of(name, static n => SecretName().IsMatch(n));
    }

    /// <summary>False for what stands in the place of a value: nothing, a placeholder, the kind that masking left.</summary>
    public static bool IsSecretValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Length > 0
            && value[0] is not ('[' or '<' or '{' or '$')
            && value.AsSpan().IndexOfAnyExcept("*xX.-") >= 0
            && !s_nothing.Contains(value);
    }

    // What is assigned by = counts from three characters on. Behind a colon stands prose too ("password: forgotten"): a short word counts
    // when it has a digit or a sign.
    private static bool IsAssigned(string assignment)
    {
        var at = assignment.AsSpan().IndexOfAny(':', '=');
        var value = assignment[(at + 1)..].Trim(' ', '"', '\'');
        return IsSecretValue(value)
            && value.Length >= 3
            && (assignment[at] == '=' || value.Length >= 8 || value.AsSpan().ContainsAnyExcept(s_letters));
    }

    /// <summary>The text with findings replaced by their kind in brackets.</summary>
    public static string Mask(string text, IEnumerable<SensitiveSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        var masked = new System.Text.StringBuilder(text.Length);
        var from = 0;
        foreach (var span in spans)
        {
            masked.Append(text, from, span.Start - from).Append('[').Append(span.Kind).Append(']');
            from = span.Start + span.Length;
        }

        return masked.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>True when the check digits of an IBAN are right (ISO 13616, mod 97).</summary>
    public static bool IsIban(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var compact = text.Replace(" ", "", StringComparison.Ordinal);
        if (compact.Length is < 15 or > 34)
        {
            return false;
        }

        var rest = 0;
        foreach (var c in compact.AsSpan(4))
        {
            rest = Next(rest, c);
        }

        foreach (var c in compact.AsSpan(0, 4))
        {
            rest = Next(rest, c);
        }

        return rest == 1;

        static int Next(int rest, char c) =>
            char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + char.ToUpperInvariant(c) - 'A' + 10) % 97;
    }

    /// <summary>True when the check digit of a payment card number is right (ISO/IEC 7812-1, Luhn).</summary>
    public static bool IsCard(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (sum, digits, isDouble) = (0, 0, false);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            var digit = text[i] - '0';
            digit = isDouble ? (digit * 2 > 9 ? (digit * 2) - 9 : digit * 2) : digit;
            (sum, digits, isDouble) = (sum + digit, digits + 1, !isDouble);
        }

        return digits is >= 13 and <= 19 && sum > 0 && sum % 10 == 0;
    }

    private static int Digits(string text)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return count;
    }

    [GeneratedRegex(
        @"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:[A-Za-z0-9+/=\s]*-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----)?",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex PrivateKey();

    // Prefixes that issuers publish for secret scanning, and our own.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(?:AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}"
            + @"|glpat-[A-Za-z0-9_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}|sk-[A-Za-z0-9_-]{20,}|sk_live_[A-Za-z0-9]{16,}"
            + @"|gvk_[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex ApiKey();

    [GeneratedRegex(
        @"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Iban();

    [GeneratedRegex(@"(?<![0-9A-Za-z.-])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z-])", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Card();

    // Forms with separators of their own: US social security, Danish CPR, Finnish HETU, Spanish DNI, Swedish personnummer.
    [GeneratedRegex(
        @"(?<![0-9A-Za-z.-])(?:(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}"
            + @"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}[-+A][0-9]{3}[0-9A-Y]"
            + @"|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[-+][0-9]{4}"
            + @"|[0-9]{8}-?[TRWAGMYFPDXBNJZSQVHLCKE])(?![0-9A-Za-z-])",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex NationalId();

    [GeneratedRegex(
        @"(?<![0-9A-Za-z.+])(?:\+|00)[1-9][0-9]{0,2}(?:[ ().-]{0,2}[0-9]){6,12}(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Phone();

    [GeneratedRegex(
        """(?<![A-Za-z0-9])(?i:password|passwd|pwd|passphrase|secret"""
            + """|client[_-]?secret|api[_-]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?access[_-]?key|auth[_-]?token"""
            + """|access[_-]?token|private[_-]?key)["']?[ ]?[:=][ ]?["']?[^\s"',;]{1,200}""",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Assignment();

    [GeneratedRegex(
        """(?:^|[^A-Za-z0-9]|(?<=[a-z0-9])(?=[A-Z]))(?i:password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?key|auth[_-]?token"""
            + """|access[_-]?token|private[_-]?key)$""",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex SecretName();
}
