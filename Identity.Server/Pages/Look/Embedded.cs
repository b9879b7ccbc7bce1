namespace Identity.Server.Pages.Look;

/// <summary>The files of this folder, as they were built into the program.</summary>
internal static class Embedded
{
    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    public static byte[] Bytes(string name)
    {
        using var memory = new MemoryStream();
        using var stream = Open(name);
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static Stream Open(string name) => typeof(Embedded).Assembly.GetManifestResourceStream(name)!;
}
