using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Governance.Domain.Decisions;

namespace Governance.Domain.Privacy;

/// <summary>
/// Finds personal data and secrets in the fields of a file by their form. Wherever a form has a check digit, a country or an issuer, that
/// has to fit: plain numbers and digests are not findings. It finds forms, not meanings: names and addresses in words go unseen.
/// </summary>
public static partial class PersonalData
{
    private const int Shortest = 6;
    private static readonly SearchValues<char> s_hints = SearchValues.Create("@0123456789:=-_");

    /// <summary>Names of the detectors, as reports and policies spell them.</summary>
    public static IReadOnlyList<string> Detectors { get; } =
    ["email", "phone", "iban", "payment-card", "ip-address", "national-id", "secret"];

    /// <summary>
    /// Finds everything the chosen detectors see; where two overlap, the first in the order of <see cref="Detectors"/> from the end counts.
    /// </summary>
    /// <param name="text">One field.</param>
    /// <param name="column">Name of its column, which may say that a bare number is an identity number.</param>
    /// <param name="detectors">The detectors to use.</param>
    /// <returns>The findings in order; they do not overlap.</returns>
    public static IReadOnlyList<PersonalDataSpan> Find(string text, string column, IReadOnlySet<string> detectors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(detectors);
        if (text.Length < Shortest || text.AsSpan().IndexOfAny(s_hints) < 0 || IsShortNumber(text))
        {
            return [];
        }

        return TimedSearch.Of(text, t => FindAll(t, column, detectors));
    }

    private static List<PersonalDataSpan> FindAll(string text, string column, IReadOnlySet<string> detectors)
    {
        var found = new List<PersonalDataSpan>();
        if (detectors.Contains("secret"))
        {
            foreach (var span in SensitiveText.FindSecrets(text))
            {
                Add("secret", span.Start, span.Length);
            }
        }

        if (detectors.Contains("email") && text.Contains('@', StringComparison.Ordinal))
        {
            AddAll("email", Email(), text, _ => true);
        }

        if (detectors.Contains("iban"))
        {
            AddAll("iban", IbanForm(), text, Iban.IsValid);
        }

        if (detectors.Contains("national-id"))
        {
            foreach (var (start, length) in NationalIds.Find(text, column))
            {
                Add("national-id", start, length);
            }
        }

        if (detectors.Contains("payment-card"))
        {
            foreach (Match match in CardForm().Matches(text))
            {
                if (PaymentCard.IsValid(match.Value))
                {
                    Add("payment-card", match.Index, match.Length, !match.Value.AsSpan().ContainsAny(' ', '-'));
                }
            }
        }

        if (detectors.Contains("ip-address"))
        {
            AddAll("ip-address", Ipv4Form(), text, IsAddress);
            if (text.Count(c => c == ':') >= 2)
            {
                AddAll("ip-address", Ipv6Form(), text, IsAddress);
            }
        }

        if (detectors.Contains("phone"))
        {
            AddAll("phone", PhoneForm(), text, IsPhone);
        }

        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return found;

        void AddAll(string detector, Regex form, string where, Func<string, bool> holds)
        {
            foreach (Match match in form.Matches(where))
            {
                if (holds(match.Value))
                {
                    Add(detector, match.Index, match.Length);
                }
            }
        }

        void Add(string detector, int start, int length, bool isBareNumber = false)
        {
            if (!found.Exists(f => start < f.Start + f.Length && f.Start < start + length))
            {
                found.Add(new PersonalDataSpan(detector, start, length, isBareNumber));
            }
        }
    }

    /// <summary>Most fields of a log: numbers too short for anything that is looked for without words or separators.</summary>
    private static bool IsShortNumber(string text)
    {
        if (text.Length > 10)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not ('.' or '-' or '+' or 'e' or 'E'))
            {
                return false;
            }
        }

        return text.AsSpan().Count('.') <= 1;
    }

    private static bool IsAddress(string text)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // "a::b" is an address too, and much else; three groups with a digit are hardly.
            return !IPAddress.IsLoopback(address)
                && !address.Equals(IPAddress.IPv6Any)
                && text.Split(':', StringSplitOptions.RemoveEmptyEntries).Length >= 3
                && text.Any(char.IsAsciiDigit);
        }

        var bytes = address.GetAddressBytes();
        return bytes[0] is not (0 or 127 or >= 224);
    }

    /// <summary>International numbers only: without a country code any number could be one.</summary>
    private static bool IsPhone(string text)
    {
        var digits = text.Count(char.IsAsciiDigit);
        var plain = !text.AsSpan(1).ContainsAny(" ()-/");
        var points = text.AsSpan().Count('.');
        return text[0] == '+'
            ? digits is >= 8 and <= 15 && !(plain && points == 1) // a signed decimal number is none
            : digits is >= 10 and <= 17 && !plain;
    }

    [GeneratedRegex(
        @"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex IbanForm();

    [GeneratedRegex(
        @"(?<![0-9A-Za-z.+-])(?:[0-9]{14,16}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{3})?"
            + @"|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5})(?![0-9A-Za-z]|[.-][0-9])",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex CardForm();

    // No version numbers: a letter or a point before or behind, or the word before, takes it out.
    [GeneratedRegex(
        @"(?<![0-9A-Za-z.])(?<!(?i:version|release|build)[ :=]{1,3})(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}"
            + @"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?![0-9A-Za-z]|\.[0-9])",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Ipv4Form();

    [GeneratedRegex(@"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:])", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Ipv6Form();

    // A UUID has groups of digits and hyphens too: what goes on with a hyphen, or comes after a hexadecimal digit and one, is none.
    [GeneratedRegex(
        @"(?<![0-9A-Za-z.+]|[0-9A-Fa-f]-)(?:\+|00)[1-9][0-9]{0,2}(?:[ ().\-/]{0,2}[0-9]){6,13}(?![0-9A-Za-z]|-[0-9A-Za-z])",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex PhoneForm();
}
