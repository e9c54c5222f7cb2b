using System.Runtime.InteropServices;

namespace UrlShortener;

/// <summary>A label with a link, to be printed: its pixels lie in unmanaged memory, where the driver of the printer wants them.</summary>
public sealed class Label
{
    private const int Width = 2048;
    private const int Height = 2048;

    private readonly nint pixels = Marshal.AllocHGlobal(Width * Height * sizeof(int));

    public Label(Link link)
    {
        var line = new int[Width];
        for (var row = 0; row < Height; row++)
        {
            Array.Fill(line, link.Code[row % link.Code.Length] << 8);
            Marshal.Copy(line, 0, pixels + (row * Width * sizeof(int)), Width);
        }
    }
}
