using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Knows the passwords that are guessed first: those most often found in leaks, with what people add to them. The list is in the program,
/// as the first eight bytes of the SHA-256 of each, sorted; docs/security/leaked-passwords.md says where it comes from.
/// </summary>
public static class LeakedPasswords
{
    private const int Width = 8;
    private const int ShortestBase = 4;

    private static readonly Lazy<byte[]> s_list = new(Read);

    /// <summary>How many the list has.</summary>
    public static int Count => s_list.Value.Length / Width;

    /// <summary>
    /// Whether a password is on the list, or is a word of it (or of the account) with figures and signs around it, once or several times
    /// over.
    /// </summary>
    /// <param name="password">The password.</param>
    /// <param name="own">Words that anyone can guess for this account: its name, its address, the product.</param>
    public static bool IsGuessedFirst(string password, IEnumerable<string> own)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(own);
        var words = own.SelectMany(w =>
                w.Split([' ', '.', '-', '_', '@', '+'], StringSplitOptions.RemoveEmptyEntries).Append(w).Append(w.Split('@')[0])
            )
            .Select(w => Bare(Fold(w)))
            .ToHashSet(StringComparer.Ordinal);
        return Forms(Fold(password)).Any(form => form.Length >= ShortestBase && (IsListed(form) || words.Contains(Bare(form))));
    }

    // Letters and figures alone: anna.berg, Anna Berg and anna-berg are one.
    private static string Bare(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    // As it is; without the figures and signs at its ends; with letters for the figures that look like them; and what is repeated, once.
    private static IEnumerable<string> Forms(string folded)
    {
        var bare = folded.Trim([.. folded.Where(c => !char.IsLetter(c)).Distinct()]);
        foreach (
            var form in new[]
            {
                folded,
                bare,
                Letters(bare),
                Letters(folded.TrimEnd([.. folded.Where(c => !char.IsLetterOrDigit(c)).Distinct()])),
            }.Distinct(StringComparer.Ordinal)
        )
        {
            yield return form;
            for (var length = ShortestBase; length <= form.Length / 2; length++)
            {
                if (form.Length % length == 0 && IsRepeated(form, length))
                {
                    yield return form[..length];
                    break;
                }
            }
        }
    }

    private static bool IsRepeated(string text, int length)
    {
        for (var i = length; i < text.Length; i++)
        {
            if (text[i] != text[i - length])
            {
                return false;
            }
        }

        return true;
    }

    private static string Letters(string text) =>
        string.Create(
            text.Length,
            text,
            static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = source[i] switch
                    {
                        '0' => 'o',
                        '1' or '!' => 'i',
                        '3' => 'e',
                        '4' or '@' => 'a',
                        '5' or '$' => 's',
                        '7' => 't',
                        var other => other,
                    };
                }
            }
        );

    private static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).Trim().ToLowerInvariant();

    private static bool IsListed(string form)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(form), hash);
        var wanted = BinaryPrimitives.ReadUInt64BigEndian(hash);
        ReadOnlySpan<byte> list = s_list.Value;
        var (low, high) = (0, (list.Length / Width) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = BinaryPrimitives.ReadUInt64BigEndian(list.Slice(middle * Width, Width));
            if (found == wanted)
            {
                return true;
            }

            (low, high) = found < wanted ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    private static byte[] Read()
    {
        using var stream =
            typeof(LeakedPasswords).Assembly.GetManifestResourceStream("passwords/leaked.bin")
            ?? throw new InvalidOperationException("The list of leaked passwords is missing from the program.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
