using System.Text;
using Governance.Reporting.Signing;

namespace Governance.Reporting.Tests.Signing;

public sealed class PdfArtifactsTests
{
    private const string Artifact = "/Artifact <</Type /Pagination>> BDC\n";

    [Fact]
    public void Content_WithoutAMark_IsMarkedWholeAndWhatHasOneStays()
    {
        const string Head = "q BT /F4 8 Tf (Head) Tj 5 0 Td (of the page) Tj ET Q\n";
        const string Body = "/P <</MCID 0 >>BDC\nBT (Body) Tj ET 0 0 5 5 re f EMC\n";
        const string Line = "0 0 m 9 0 l S";

        var marked = Marked($"{Head}{Body}{Line}");

        Assert.Equal(
            $"q {Artifact}BT /F4 8 Tf (Head) Tj 5 0 Td (of the page) Tj ET\nEMC\n Q\n{Body}{Artifact}0 0 m 9 0 l S\nEMC\n",
            marked
        );
    }

    [Fact]
    public void Content_ThatIsMarkedThroughout_IsLeftAlone() =>
        Assert.Null(Marked("/P <</MCID 0 >>BDC\nBT (Body) Tj ET EMC\n0 0 9 9 re W n"));

    [Fact]
    public void Content_WithAClip_MarksThePathThatIsPaintedAlone() =>
        Assert.Equal($"0 0 9 9 re W n {Artifact}1 1 2 2 re f\nEMC\n", Marked("0 0 9 9 re W n 1 1 2 2 re f"));

    private static string? Marked(string content) =>
        PdfArtifacts.Marked(Encoding.Latin1.GetBytes(content)) is { } bytes ? Encoding.Latin1.GetString(bytes) : null;
}
