using System.IO.Compression;
using System.Text;
using Governance.Domain.Conversations;

namespace Governance.Domain.Tests.Conversations;

/// <summary>What a file is, its name and its bytes say together.</summary>
public sealed class AttachmentKindTests
{
    [Theory]
    [InlineData("report.PDF", "%PDF-1.7 …", "application/pdf")]
    [InlineData("notes.txt", "Zażółć", "text/plain")]
    [InlineData("notes.md", "# Notes\n", "text/markdown")]
    [InlineData("rows.csv", "a,b\r\n1,2\r\n", "text/csv")]
    [InlineData("facts.json", "{\"auc\":0.9}", "application/json")]
    public void Of_FileThatIsWhatItSays_HasItsKind(string name, string content, string mediaType) =>
        Assert.Equal(mediaType, AttachmentKind.Of(name, Bytes(content)).Value.MediaType);

    [Theory]
    [InlineData("page.html", "<html>", "comment.file-kind")]
    [InlineData("drawing.svg", "<svg/>", "comment.file-kind")]
    [InlineData("tool.exe", "MZ", "comment.file-kind")]
    [InlineData("noending", "words", "comment.file-kind")]
    [InlineData("report.pdf.exe", "%PDF-1.7", "comment.file-kind")]
    [InlineData("report.pdf", "<script>alert(1)</script>", "comment.file-content")]
    [InlineData("notes.txt", "  <!DOCTYPE html><p>x", "comment.file-content")]
    [InlineData("notes.md", "\uFEFF<svg onload=alert(1)>", "comment.file-content")]
    [InlineData("notes.txt", "MZ\u0000\u0003", "comment.file-content")]
    [InlineData("facts.json", "{not json", "comment.file-content")]
    [InlineData("book.xlsx", "PK but no archive", "comment.file-content")]
    [InlineData("empty.txt", "", "comment.file-empty")]
    public void Of_FileThatIsNotTaken_IsRefusedByName(string name, string content, string code)
    {
        var refusal = AttachmentKind.Of(name, Bytes(content)).Refusal;
        Assert.Equal(code, refusal?.Code);
        Assert.Contains(name, refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Picture_IsKnownByItsFirstBytes()
    {
        Assert.True(AttachmentKind.Of("a.png", new MemoryStream([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0])).IsDone);
        Assert.True(AttachmentKind.Of("a.jpeg", new MemoryStream([0xFF, 0xD8, 0xFF, 0xE0])).IsDone);
        Assert.False(AttachmentKind.Of("a.png", new MemoryStream([0xFF, 0xD8, 0xFF, 0xE0])).IsDone);
        Assert.False(AttachmentKind.Of("a.txt", new MemoryStream([0xFF, 0xFE, 0x41, 0x00])).IsDone);
    }

    [Fact]
    public void Of_OfficeFile_HasItsPartAndNoMacros()
    {
        Assert.Equal("XLSX", AttachmentKind.Of("book.xlsx", Archive("[Content_Types].xml", "xl/workbook.xml")).Value.Name);
        Assert.Equal("DOCX", AttachmentKind.Of("text.docx", Archive("[Content_Types].xml", "word/document.xml")).Value.Name);
        Assert.Equal(
            "comment.file-content",
            AttachmentKind.Of("book.xlsx", Archive("[Content_Types].xml", "word/document.xml")).Refusal?.Code
        );
        Assert.Equal(
            "comment.file-content",
            AttachmentKind.Of("book.xlsx", Archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")).Refusal?.Code
        );
        Assert.Equal("comment.file-content", AttachmentKind.Of("book.xlsx", Archive("readme.txt")).Refusal?.Code);
    }

    [Theory]
    [InlineData(@"C:\secret\plan.pdf", "plan.pdf")]
    [InlineData("../../etc/notes.txt", "notes.txt")]
    [InlineData("a\u202Efdp.txt\u0007", "afdp.txt")]
    [InlineData(null, "file")]
    public void ShownName_OfAnyName_IsALastPartWithoutTricks(string? name, string shown) =>
        Assert.Equal(shown, AttachmentKind.ShownName(name));

    private static MemoryStream Bytes(string content) => new(Encoding.UTF8.GetBytes(content));

    private static MemoryStream Archive(params string[] parts)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in parts)
            {
                using var to = archive.CreateEntry(part).Open();
                to.Write("x"u8);
            }
        }

        return bytes;
    }
}
