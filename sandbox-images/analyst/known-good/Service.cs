namespace App;

public sealed class Service
{
    public string Greet(string name) => $"Hello, {name}";
}
