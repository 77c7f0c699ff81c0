using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>Bytes that someone uploaded leave the portal in one place, which sends them as a file that nothing runs.</summary>
public sealed partial class StoredBytesTests
{
    // Reports are documents the portal made itself, of a kind it knows; they carry a policy of their own.
    private static readonly string[] s_senders =
    [
        "src/Governance.Portal.Kernel/Storage/SentFiles.cs",
        "src/Governance.Portal.Compliance/Reports/ReportsApi.cs",
    ];

    [Fact]
    public void StoredContent_IsSent_InOnePlace()
    {
        var senders = Repository
            .Sources.Where(f => Repository.IsOfPortal(f) && f.EndsWith(".cs", StringComparison.Ordinal))
            .Select(f => (File: f, Text: Repository.Flat(f)))
            .Where(f => CopyOfStored().IsMatch(f.Text) && Answer().IsMatch(f.Text))
            .Select(f => f.File);

        Assert.Equal(s_senders.Order(StringComparer.Ordinal), senders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnyFile_ThatIsSent_SaysItsTypeItself()
    {
        var findings = Repository
            .Sources.Where(f => Repository.IsOfPortal(f) && f.EndsWith(".cs", StringComparison.Ordinal) && f != s_senders[0])
            .Where(f =>
                Repository
                    .Read(f)
                    .Split('\n')
                    .Any(l => l.Contains("ContentType = ", StringComparison.Ordinal) && l.Contains(".MediaType", StringComparison.Ordinal))
            )
            .ToList();

        Assert.True(
            findings.Count == 0,
            $"The type of an upload is the uploader's word; send it by SentFiles: {string.Join(", ", findings)}"
        );
    }

    [GeneratedRegex(@"\b(?:files|store|stored)\.(?:Copy(?:To)?|Read|Open(?:Read)?)Async\(")]
    private static partial Regex CopyOfStored();

    [GeneratedRegex(@"Results\.(?:Stream|File|Bytes|Content)\(|\b[Rr]esponse\.Body\b")]
    private static partial Regex Answer();
}
