using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>Names that say nothing, and files no one reads to the end.</summary>
public sealed partial class NameTests
{
    private const int MaxFile = 450;

    [Fact]
    public void Types_OfTheProduct_HaveNamesThatSaySomething()
    {
        var findings = (
            from file in Repository.Sources
            from Match type in EmptyName().Matches(Repository.Read(file))
            select $"{file}: {type.Groups["name"].Value}"
        ).ToList();

        Assert.True(findings.Count == 0, $"Say what the type does: {string.Join(", ", findings)}");
    }

    [Fact]
    public void Files_OfTheProduct_AreShortEnoughToRead()
    {
        var findings = Repository
            .Sources.Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(f => (File: f, Lines: File.ReadLines(Repository.Path(f)).Count()))
            .Where(f => f.Lines > MaxFile)
            .Select(f => $"{f.File} has {f.Lines} lines")
            .ToList();

        Assert.True(findings.Count == 0, $"At most {MaxFile} lines a file: {string.Join(", ", findings)}");
    }

    [Fact]
    public void Sources_OfTheProduct_HaveNoRegions()
    {
        var findings = Repository.Sources.Where(f => Repository.Read(f).Contains("#region", StringComparison.Ordinal)).ToList();

        Assert.True(findings.Count == 0, string.Join(", ", findings));
    }

    [Fact]
    public void Types_OfOneAssembly_HaveFilesOfTheirName()
    {
        // A slice's small records may live in its file; the file's own type has to be there.
        var findings = Repository
            .Sources.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Where(f =>
                TypeName().Matches(Repository.Read(f)) is { Count: 1 } one
                && Path.GetFileNameWithoutExtension(f) is var name
                && name.Split('.')[0] != one[0].Groups["name"].Value
            )
            .Select(f => $"{f} declares {TypeName().Match(Repository.Read(f)).Groups["name"].Value}")
            .ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|record|enum)\s+(?<name>\w*(?:Helpers?|Managers?|Utils?|Utilities|Impl))\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(
        @"^(?:(?:public|internal|static|sealed|abstract|partial|readonly|file)\s+)*"
            + @"(?:class|struct|interface|record(?:\s+(?:class|struct))?|enum)\s+(?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex TypeName();
}
