using System.Diagnostics;
using System.Text;
using Governance.Testing;

namespace Governance.Policies.Tests;

/// <summary>Text made to break, stall or mislead the reader.</summary>
public sealed partial class PolicyAttackTests
{
    private const string Valid =
        "apiVersion: governance/v1\nkind: ModelPolicy\nmetadata: {name: p, version: \"1\"}\nspec:\n  appliesTo: {}\n  mode: enforce\n"
        + "  rules:\n    - {id: AB-01, type: artifact_digest, severity: high}\n";

    public static TheoryData<string, string> Attacks =>
        new()
        {
            {
                "alias bomb",
                "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                    + "d: [*c,*c,*c,*c,*c,*c,*c]\n"
            },
            { "anchor only", Valid.Replace("mode: enforce", "mode: &m enforce", StringComparison.Ordinal) },
            { "alias as key", "? *a\n: b\n" },
            { "recursive alias", "a: &a [*a]\n" },
            { "type tag", Valid.Replace("mode: enforce", "mode: !!str enforce", StringComparison.Ordinal) },
            { "object tag", "!!System.Diagnostics.Process {FileName: sh}\n" },
            { "tag directive", "%TAG ! tag:example.com,2000:\n---\n" + Valid },
            { "version directive", "%YAML 1.1\n---\n" + Valid },
            { "two documents", Valid + "---\n" + Valid },
            { "empty second document", Valid + "---\n" },
            { "deep flow", new string('[', 100_000) },
            { "deep mapping", string.Concat(Enumerable.Repeat("{a: ", 50_000)) },
            { "deep block", string.Join('\n', Enumerable.Range(0, 400).Select(i => new string(' ', i) + "a:")) },
            { "long dashes", string.Concat(Enumerable.Repeat("- ", 100_000)) },
            { "huge scalar", Valid.Replace("version: \"1\"", $"version: \"{new string('1', 200_000)}\"", StringComparison.Ordinal) },
            { "many nodes", "a: [" + string.Concat(Enumerable.Repeat("1,", 100_000)) + "]" },
            { "too large", Valid + new string('#', PolicyDocument.MaxBytes) },
            { "tab indentation", Valid.Replace("  mode: enforce", "\tmode: enforce", StringComparison.Ordinal) },
            { "tab after spaces", Valid.Replace("  mode: enforce", "  \tmode: enforce", StringComparison.Ordinal) },
            { "nul", Valid + "\0" },
            { "bell", Valid + "# \a" },
            { "right-to-left override", Valid.Replace("enforce", "\u202Eecrofne", StringComparison.Ordinal) },
            { "zero-width space in key", Valid.Replace("mode", "mo\u200Bde", StringComparison.Ordinal) },
            { "hidden line separator", Valid.Replace("mode: enforce", "mode: warn # \u2028  mode: enforce", StringComparison.Ordinal) },
            { "next line", Valid.Replace("mode: enforce", "mode: enforce # \u0085  mode: dryrun", StringComparison.Ordinal) },
            {
                "duplicate key in quotes",
                Valid.Replace("  mode: enforce", "  mode: enforce\n  \"mode\": dryrun", StringComparison.Ordinal)
            },
            {
                "duplicate key by escape",
                Valid.Replace("  mode: enforce", "  mode: enforce\n  \"m\\x6Fde\": dryrun", StringComparison.Ordinal)
            },
            { "complex key", "? [a, b]\n: c\n" },
            { "scalar only", "hello" },
            { "empty", "" },
            { "only a comment", "# nothing" },
            { "unclosed quote", "a: \"b" },
            { "bad escape", "a: \"\\U0011FFFF\"" },
            { "surrogate escape", Valid.Replace("name: p,", "name: \"\\ud800\",", StringComparison.Ordinal) },
            { "colon soup", ": : : : :" },
        };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Parse_HostileText_IsRefusedQuicklyWithAPlace(string name, string text)
    {
        var watch = Stopwatch.StartNew();

        var result = PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "p.yaml");

        Assert.False(result.IsValid, name);
        Assert.All(
            result.Problems,
            problem => Assert.True(problem is { Line: >= 1, Column: >= 1, Message.Length: < 400 }, problem.ToString())
        );
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{name} took {watch.Elapsed}");
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xC3, 0x28 }, 1, 4)]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xFF }, 2, 1)]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, 1, 1)]
    public void Parse_NotUtf8_NamesTheFirstBadByte(byte[] bytes, int line, int column)
    {
        var problem = Assert.Single(PolicyDocument.Parse(bytes, "p.yaml").Problems);

        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains("UTF-8", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ByteOrderMarkAndWindowsLineEnds_AreAccepted()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Valid.Replace("\n", "\r\n", StringComparison.Ordinal))];

        Assert.True(PolicyDocument.Parse(bytes, "p.yaml").IsValid);
    }

    /// <summary>Seeded mutations: no exception whatever comes in, and no accepted text whose keys were changed.</summary>
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public void Parse_MutatedDocuments_NeverThrows()
    {
        var random = new Random(20260302);
        string[] known = [.. PolicySchema.ToJson().Split('"')];
        var source = File.ReadAllBytes(Path.Combine(TestFacts.RepositoryRoot, "samples", "policy.yaml"));
        var slowest = TimeSpan.Zero;
        var accepted = 0;
        var rounds = Soak.Size(1_500, 100_000);
        for (var i = 0; i < rounds; i++)
        {
            var bytes = Mutate(source, random);
            var watch = Stopwatch.StartNew();

            var result = PolicyDocument.Parse(bytes, "p.yaml");

            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            Assert.True(result.IsValid == (result.Problems.Count == 0));
            accepted += result.IsValid ? 1 : 0;
            Assert.All(result.Document?.Rules ?? [], rule => Assert.All(rule.Parameters.Names, name => Assert.Contains(name, known)));
        }

        Assert.True(slowest < TimeSpan.FromSeconds(1), $"The slowest took {slowest}.");
        Assert.InRange(accepted, 1, rounds - 1);
        Soak.Report(
            "Mutated policies",
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{rounds} parsed, {accepted} accepted, slowest {slowest.TotalMilliseconds:F0} ms, no exception"
            )
        );
    }

    /// <summary>Seeded: one key of a valid policy is changed in one letter. No such text is accepted, whichever key it is.</summary>
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public void Parse_OneKeyMutated_IsNeverAccepted()
    {
        var random = new Random(20261120);
        var source = File.ReadAllText(Path.Combine(TestFacts.RepositoryRoot, "samples", "policy.yaml"));
        var keys = KeyPattern().Matches(source).Select(match => match.Groups[1]).Where(key => !IsProse(source, key.Index)).ToList();
        Assert.InRange(keys.Count, 60, 200);
        var rounds = Soak.Size(600, 100_000);
        for (var i = 0; i < rounds; i++)
        {
            var key = keys[random.Next(keys.Count)];
            var changed = Misspelt(key.Value, random);
            var text = source[..key.Index] + changed + source[(key.Index + key.Length)..];

            var result = PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "p.yaml");

            Assert.False(result.IsValid, $"{key.Value} as {changed} was accepted");
        }
    }

    [System.Text.RegularExpressions.GeneratedRegex(
        @"(?<=^ *(?:- )?|[{,] ?)([A-Za-z]+)(?=: |:\r?$)",
        System.Text.RegularExpressions.RegexOptions.Multiline
    )]
    private static partial System.Text.RegularExpressions.Regex KeyPattern();

    /// <summary>Inside a comment, or behind the key of a sentence.</summary>
    private static bool IsProse(string source, int at)
    {
        var before = source[(source.LastIndexOf('\n', at) + 1)..at];
        return before.Contains('#', StringComparison.Ordinal) || before.Contains("rationale:", StringComparison.Ordinal);
    }

    private static string Misspelt(string key, Random random)
    {
        var at = random.Next(key.Length);
        var letter = (char)('a' + random.Next(26));
        var changed = random.Next(4) switch
        {
            0 => key[..at] + letter + key[(at + 1)..],
            1 => key[..at] + letter + key[at..],
            2 => key.Remove(at, 1),
            _ => key[..at] + (char.IsLower(key[at]) ? char.ToUpperInvariant(key[at]) : char.ToLowerInvariant(key[at])) + key[(at + 1)..],
        };
        return changed == key || changed.Length == 0 ? key + "x" : changed;
    }

    private static byte[] Mutate(byte[] source, Random random)
    {
        const string spice = "{}[]:,&*!|>'\"%@`#-? \n\t\\\0\u00C3";
        var bytes = source.ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)spice[random.Next(spice.Length)];
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)spice[random.Next(spice.Length)], random.Next(1, 60)));
                    break;
            }
        }

        return [.. bytes];
    }
}
