using System.Globalization;
using System.Text.RegularExpressions;
using Bunit;
using Governance.Portal.Kernel.Components.Values;

namespace Governance.Portal.Tests.Components;

/// <summary>The picture of a secret: what cameras look for is where they look for it.</summary>
public sealed partial class QrPictureTests : ComponentTest
{
    private const int QuietZone = 4;
    private const int Finder = 7;

    [Theory]
    [InlineData("otpauth://totp/Bank:ann@bank.example?secret=K55EI564WYN25SGEH37GDLURKGTVOKNF&issuer=Bank")]
    [InlineData("otpauth://totp/Bänk:jürgen@bank.example?secret=K55EI564WYN25SGEH37GDLURKGTVOKNF&issuer=B%C3%A4nk")]
    public void Picture_OfASecret_HasItsThreeFindersWithinAQuietZone(string value)
    {
        var dark = Modules(Render<QrPicture>(p => p.Add(q => q.Value, value)).Find("svg"), out var side);

        Assert.All(dark, m => Assert.True(m.X >= QuietZone && m.Y >= QuietZone && m.X < side - QuietZone && m.Y < side - QuietZone));
        var far = side - QuietZone - Finder;
        foreach (var (left, top) in new[] { (QuietZone, QuietZone), (far, QuietZone), (QuietZone, far) })
        {
            for (var y = 0; y < Finder; y++)
            {
                for (var x = 0; x < Finder; x++)
                {
                    var ring = Math.Max(Math.Abs(x - 3), Math.Abs(y - 3));
                    Assert.Equal(ring != 2, dark.Contains((left + x, top + y)));
                }
            }
        }
    }

    [Fact]
    public void Picture_OfAnotherSecret_IsDrawnAnew()
    {
        var picture = Render<QrPicture>(p => p.Add(q => q.Value, "first"));
        var before = picture.Find("path").GetAttribute("d");

        picture.Render(p => p.Add(q => q.Value, "second"));

        Assert.NotEqual(before, picture.Find("path").GetAttribute("d"));
    }

    private static HashSet<(int X, int Y)> Modules(AngleSharp.Dom.IElement picture, out int side)
    {
        side = int.Parse(picture.GetAttribute("viewBox")!.Split(' ')[2], CultureInfo.InvariantCulture);
        var dark = new HashSet<(int X, int Y)>();
        foreach (Match run in Run().Matches(picture.QuerySelector("path")!.GetAttribute("d")!))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            Assert.Equal(length, Number(run, 4));
            dark.UnionWith(Enumerable.Range(x, length).Select(i => (i, y)));
        }

        Assert.NotEmpty(dark);
        return dark;
    }

    private static int Number(Match run, int group) => int.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-(\d+)z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Run();
}
