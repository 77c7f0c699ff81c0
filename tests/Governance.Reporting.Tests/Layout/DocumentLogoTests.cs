using System.Text;
using Governance.Reporting.Layout;

namespace Governance.Reporting.Tests.Layout;

/// <summary>The organisation's logo: a picture of the host that is inlined, or a reason why not.</summary>
public sealed class DocumentLogoTests(Making making)
{
    [Fact]
    public void Logo_PngOrSvg_IsADataAddressOfItsType()
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n', 1];

        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String(png)}", DocumentLogo.Read(making.Keep("logo.png", png)));
        Assert.StartsWith(
            "data:image/svg+xml;base64,",
            DocumentLogo.Read(
                making.Keep("logo.svg", Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>"))
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Options_LogoThatIsNone_NameTheKeyAndSayWhy()
    {
        var text = making.Keep("logo.txt", "Meridian"u8.ToArray());
        var large = making.Keep("large.png", new byte[DocumentLogo.MaxBytes + 1]);

        string Problem(string path) => Assert.Single(new ReportOptions { LogoPath = path }.Problems());

        Assert.Contains("Reports__LogoPath", Problem(text), StringComparison.Ordinal);
        Assert.Contains("PNG or an SVG", Problem(text), StringComparison.Ordinal);
        Assert.Contains("at most 262144 bytes", Problem(large), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Problem("/nowhere/logo.png"), StringComparison.Ordinal);
        Assert.Empty(new ReportOptions().Problems());
    }
}
